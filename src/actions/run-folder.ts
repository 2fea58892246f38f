import { basename, join } from "node:path";

/** Where the run of a dataset goes when nobody says: `data/laion/{00000..00009}.tar` → `runs/00000..00009`, something to find it by. */
export function runFolderOf(uris: readonly string[], runsFolder = "runs"): string {
  const name = basename(uris[0] ?? "").replace(/\.(tar|tgz|tar\.gz|parquet|tsv|json)$/u, "");
  return join(runsFolder, name.replace(/[^\p{L}\p{N}_.-]+/gu, "_").replace(/^[._]+|_+$/gu, "") || "run");
}
