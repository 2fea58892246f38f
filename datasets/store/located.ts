import { join } from "node:path";
import type { Location } from "../format.ts";
import { inLanes } from "../lanes.ts";
import { sayCopying } from "../scratch.ts";
import { isImageName } from "../text.ts";
import { onDisk } from "./bytes.ts";
import { sweepCopies } from "./copies.ts";
import { makeRoom } from "./copy-room.ts";
import { mountStore } from "./places.ts";
import type { ObjectFacts, Store } from "./store.ts";
import { trafficSoFar } from "./traffic.ts";

/** Files copied at once. */
const LANES = 4;
/** Milliseconds between two words of progress. */
const SAID_EVERY = 500;

/** What formats read here and there, or look through before they read it: such files are copied whole. */
const COPIED =
  /^README\.md$|\.(?:json|jsonl|jsonlines|ndjson|csv|tsv|arrows?|feather|ipc|zip|tfrecords?)(?:\.(?:gz|zst|zstd|bz2|xz))?$|(?:captions?|tokens?|results|annotations?)[^/]*\.txt$/iu;

/** What they are for people. */
const KINDS = "of JSON, CSV, Arrow, TensorFlow records or zips";

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
  const byKey = new Map(known.map((facts) => [facts.key, facts] as const));
  const wanted = files.filter(
    (file) =>
      (COPIED.test(file) && !pictures.has(stemOf(file)) && !/_stats\.json$/u.test(file)) ||
      // Of a server that gives no ranges, each row group would be the whole file.
      (/\.parquet$/iu.test(file) && byKey.get(file)?.whole),
  );
  const copies = wanted.flatMap((key) => byKey.get(key) ?? []);
  await (copies.length > 0 ? copyFirst(uri, root, store, copies) : sweepCopies(0, new Set()));
  const copied = { files: copies.length, bytes: totalOf(copies) };
  return {
    ...{ uri: pinned, root, files, isFolder, missing, outside: [], followLinks: false },
    ...(copies.length > 0 ? { copied } : {}),
  };
}

function totalOf(files: readonly ObjectFacts[]): number {
  return files.reduce((sum, { size }) => sum + size, 0);
}

/** Copies files, and says how far it is. */
async function copyFirst(
  uri: string,
  root: string,
  store: Store,
  files: readonly ObjectFacts[],
): Promise<void> {
  await makeRoom(`Cannot open "${uri.replace(/\?.*$/su, "")}"`, KINDS, root, store, files);
  const all = { filesOf: files.length, bytesOf: totalOf(files) };
  const before = trafficSoFar();
  let [done, bytes] = [0, 0];
  // Between the ends of files by what came over the network, whosever it is.
  const say = () => {
    const now = trafficSoFar();
    const came = Math.min(all.bytesOf, Math.max(bytes, now.bytes - before.bytes));
    const retries = now.retries - before.retries;
    sayCopying({ ...all, files: done, bytes: done === files.length ? all.bytesOf : came, retries });
  };
  const saying = setInterval(say, SAID_EVERY);
  try {
    await inLanes(files, LANES, async ({ key, size }) => {
      await onDisk(join(root, key));
      [done, bytes] = [done + 1, bytes + size];
      if (done === files.length) say();
    });
  } finally {
    clearInterval(saying);
  }
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
