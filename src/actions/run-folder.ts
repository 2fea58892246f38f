import { existsSync } from "node:fs";
import { basename, join } from "node:path";

/** Where the run of a dataset goes when nobody says: `data/laion/{00000..00009}.tar` → `runs/00000..00009`, something to find it by. */
export function runFolderOf(uris: readonly string[], runsFolder = "runs"): string {
  const name = basename((uris[0] ?? "").replace(/^(https?:[^?#]*).*$/isu, "$1")).replace(
    /\.(tar|tgz|tar\.gz|parquet|tsv|json)$/u,
    "",
  );
  return join(runsFolder, name.replace(/[^\p{L}\p{N}_.-]+/gu, "_").replace(/^[._]+|_+$/gu, "") || "run");
}

/** The folder, or, where it is there already, the first of `NAME-2`, `NAME-3`, … that is not: another map makes another run. */
export function unusedFolder(folder: string): string {
  let name = folder;
  for (let n = 2; existsSync(name); n++) name = `${folder}-${n}`;
  return name;
}
