import { closeSync, existsSync, openSync, readSync } from "node:fs";
import { basename, join, resolve } from "node:path";

/**
 * Where the run of a dataset goes when nobody says: `data/laion/{00000..00009}.tar` → `runs/00000..00009`, something to find
 * it by; where another dataset's run lies there, the first of `NAME-2`, `NAME-3`, … that is free or its own.
 */
export function runFolderOf(uris: readonly string[], runsFolder = "runs"): string {
  const name = basename((uris[0] ?? "").replace(/^(https?:[^?#]*).*$/isu, "$1")).replace(
    /\.(tar|tgz|tar\.gz|parquet|tsv|json)$/u,
    "",
  );
  const folder = join(
    runsFolder,
    name.replace(/[^\p{L}\p{N}_.-]+/gu, "_").replace(/^[._]+|_+$/gu, "") || "run",
  );
  return firstOf(folder, (one) => !isOfAnother(one, uris.join(" ")));
}

/** The folder, or, where it is there already, the first of `NAME-2`, `NAME-3`, … that is not: another map makes another run. */
export function unusedFolder(folder: string): string {
  return firstOf(folder, (one) => !existsSync(one));
}

function firstOf(folder: string, fits: (folder: string) => boolean): string {
  let name = folder;
  for (let n = 2; !fits(name); n++) name = `${folder}-${n}`;
  return name;
}

/** Bytes of a `run.json` in which its dataset is named: the list of shards that may follow is long. */
const HEAD = 65_536;

/** Whether a folder holds a run of another dataset; one that cannot be read holds none that is known. */
function isOfAnother(folder: string, uri: string): boolean {
  const path = join(folder, "run.json");
  if (!existsSync(path)) return false;
  const [, named] = /"inputs":\s*\{\s*"uri":\s*("(?:[^"\\]|\\.)*")/u.exec(headOf(path)) ?? [];
  if (named === undefined) return false;
  const was = String(JSON.parse(named));
  return was !== uri && resolve(was) !== resolve(uri);
}

function headOf(path: string): string {
  const head = Buffer.alloc(HEAD);
  let file: number | undefined;
  try {
    file = openSync(path, "r");
    return head.toString("utf8", 0, readSync(file, head, 0, HEAD, 0));
  } catch {
    return "";
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
