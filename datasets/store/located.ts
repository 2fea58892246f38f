import { statfs } from "node:fs/promises";
import { join } from "node:path";
import type { Location } from "../format.ts";
import { inLanes } from "../lanes.ts";
import { isImageName } from "../text.ts";
import { onDisk } from "./bytes.ts";
import { mountStore } from "./places.ts";
import { type ObjectFacts, type Store, StoreError } from "./store.ts";

/** Files copied at once. */
const LANES = 4;

/** What formats read here and there, or look through before they read it: such files are copied whole. */
const COPIED =
  /^README\.md$|\.(?:json|jsonl|jsonlines|ndjson|csv|tsv|arrows?|feather|ipc|zip|tfrecords?)(?:\.(?:gz|zst|zstd|bz2|xz))?$|(?:captions?|tokens?|results|annotations?)[^/]*\.txt$/iu;

/**
 * A place as formats see it: its files by path, those copied that are read here and there.
 * @param pinned the place as runs name it, without a secret @param known what else is there that formats may look for
 */
export async function located(
  store: Store,
  pinned: string,
  uri: string,
  known: readonly ObjectFacts[],
  found: readonly ObjectFacts[],
  isFolder: boolean,
  missing: readonly string[],
): Promise<Location> {
  const isHidden = (key: string) => key.split("/").some((part) => part.startsWith("."));
  const named = new Set(found.map(({ key }) => key).filter((key) => !isHidden(key)));
  // What a curated dataset left out is listed beside it, and is no shard of it.
  const isList = (key: string) =>
    /(?:^|\/)(?:removed|blurred)\.parquet$/u.test(key) &&
    named.has(key.replace(/(?:removed|blurred)\.parquet$/u, "CURATED.yaml"));
  const files = [...named].filter((key) => !isList(key)).sort();
  if (files.length === 0)
    throw new Error(`Cannot open "${uri.replace(/\?.*$/su, "")}": no such file or folder`);
  const root = mountStore(store, known);
  const pictures = new Set(files.filter(isImageName).map(stemOf));
  const wanted = files.filter(
    (file) => COPIED.test(file) && !pictures.has(stemOf(file)) && !/_stats\.json$/u.test(file),
  );
  await refuseMore(
    uri,
    root,
    known.filter(({ key }) => wanted.includes(key)).reduce((sum, { size }) => sum + size, 0),
  );
  await inLanes(wanted, LANES, async (file) => void (await onDisk(join(root, file))));
  return { uri: pinned, root, files, isFolder, missing, outside: [], followLinks: false };
}

/** Copies end before the disk does. @throws StoreError in one line, before any is made */
async function refuseMore(uri: string, folder: string, bytes: number): Promise<void> {
  if (bytes === 0) return;
  const { bavail, bsize } = await statfs(folder);
  const room = bavail * bsize;
  if (bytes <= room) return;
  const gigabytes = (n: number) => `${(n / 1e9).toFixed(1)} GB`;
  throw new StoreError(
    `Cannot open "${uri.replace(/\?.*$/su, "")}": ${gigabytes(bytes)} of JSON, CSV, Arrow, TensorFlow records or zips have to be copied first, and there is room for ${gigabytes(room)}; name fewer files, or set TMPDIR to a larger disk`,
  );
}

function stemOf(file: string): string {
  return file.replace(/\.[^./]+$/u, "");
}

/** `*` and `?` are of one name, `**` of any folders. */
export function matching(pattern: string): (key: string) => boolean {
  const shape = pattern
    .replaceAll(/[.+^${}()|[\]\\]/gu, "\\$&")
    .replaceAll(/\*\*\/|\*+|\?/gu, (mark) =>
      mark === "**/" ? "(?:.*/)?" : mark === "?" ? "[^/]" : mark === "*" ? "[^/]*" : ".*",
    );
  const whole = new RegExp(`^${shape}$`, "u");
  return (key) => whole.test(key);
}
