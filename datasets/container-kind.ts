import { closeSync, openSync, readSync } from "node:fs";
import { join } from "node:path";
import type { Location } from "./format.ts";

/** What a file's first bytes say that it is. */
export type ContainerKind = "tar" | "parquet" | "arrow" | "zip";

/** https://en.wikipedia.org/wiki/List_of_file_signatures */
const MAGIC: readonly (readonly [kind: ContainerKind, magic: string, at: number])[] = [
  ["parquet", "PAR1", 0],
  ["arrow", "ARROW1", 0],
  ["zip", "PK\x03\x04", 0],
  ["tar", "ustar", 257],
];
const HEAD_BYTES = 262;

/** Names that say a container, or nothing: texts and pictures, of which a folder has thousands, are not opened. */
const LOOKED_INTO =
  /(?:^|\/)[^./]+$|\.(?:tar|tgz|parquet|pq|arrows?|feather|ipc|zip|csv|tsv|jsonl|ndjson|bin|dat|data|part|shard|wds)(?:\.\w{2,4})?$/iu;

const known = new WeakMap<readonly string[], Map<string, ContainerKind | undefined>>();

/**
 * Whether a file is of a kind: by its first bytes, else by its name, which may be wrong.
 * @param ending how the names of such files end
 */
export function isContainer(
  { root, files }: Pick<Location, "root" | "files">,
  file: string,
  kind: ContainerKind,
  ending: RegExp,
): boolean {
  if (!LOOKED_INTO.test(file)) return ending.test(file);
  const kinds = known.get(files) ?? new Map<string, ContainerKind | undefined>();
  known.set(files, kinds);
  const path = join(root, file);
  if (!kinds.has(path)) kinds.set(path, kindOf(path));
  const said = kinds.get(path);
  return said === undefined ? ending.test(file) : said === kind;
}

/** Whether a file that is called a text table holds something else. */
export function isOtherwise(location: Pick<Location, "root" | "files">, file: string): boolean {
  return (["tar", "parquet", "arrow", "zip"] as const).some((kind) =>
    isContainer(location, file, kind, /$^/u),
  );
}

function kindOf(path: string): ContainerKind | undefined {
  try {
    const file = openSync(path, "r");
    try {
      const head = Buffer.alloc(HEAD_BYTES);
      const read = head.subarray(0, readSync(file, head, 0, HEAD_BYTES, 0));
      return MAGIC.find(([, magic, at]) => read.toString("latin1", at, at + magic.length) === magic)?.[0];
    } finally {
      closeSync(file);
    }
  } catch {
    // What cannot be opened is said by whoever reads it; a picture in a zip has no path.
    return undefined;
  }
}
