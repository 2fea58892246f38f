import { createReadStream, createWriteStream, existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { inLanes, type ObjectFacts, PUSH_DONE, type WritableStore } from "../../../datasets/index.ts";
import { CliError } from "../../process/errors.ts";
import { writeWhole } from "../../process/files.ts";
import { LANES } from "../elsewhere/book.ts";
import { CUSTODY } from "./place.ts";

/** The object that says that a shard is done: its scores, put once. */
export function scoreKey(shard: string): string {
  return `scores/${shard}.parquet`;
}

/** Whether shards are done, as far as this process has heard. */
export interface Done {
  has(shard: string): boolean;
  /** Asks for one shard. */
  look(shard: string): Promise<void>;
  /** Asks for all of them. */
  refresh(signal: AbortSignal): Promise<void>;
}

/** What of a run is done in its place: all of it once it is sealed, whose scores may lie in other files by then. */
export function doneIn(store: WritableStore): Done {
  const done = new Set<string>();
  let isSealed = false;
  // After the scores: who seals takes them away only once that is said.
  const lookForSeal = async (signal?: AbortSignal) => {
    isSealed ||= (await store.stat(PUSH_DONE, signal)) !== undefined;
  };
  return {
    has: (shard) => isSealed || done.has(shard),
    async look(shard) {
      if ((await store.stat(scoreKey(shard))) !== undefined) done.add(shard);
      else await lookForSeal();
    },
    async refresh(signal) {
      done.clear();
      for await (const { key } of store.list("scores/", signal))
        done.add(key.replace(/^scores\//u, "").replace(/\.parquet$/u, ""));
      await lookForSeal(signal);
    },
  };
}

/**
 * Puts what came of a shard where nobody's is yet, its scores last: they are what makes it done. Whoever was first
 * has put the same bytes. What was put goes from the folder.
 */
export async function putShard(
  store: WritableStore,
  folder: string,
  shard: string,
  signal: AbortSignal,
): Promise<void> {
  for (const path of [`errors/${shard}.jsonl`, `hits/${shard}.age`, scoreKey(shard)]) {
    if (!existsSync(join(folder, path))) continue;
    const isMine = await putFile(store, path, join(folder, path), signal);
    if (!isMine && !(await isThere(store, path, signal)) && !(await isThere(store, PUSH_DONE, signal)))
      throw new CliError(`Cannot write "${store.name}/${path}": it is refused as there, and is not there`, {
        exitCode: 1,
      });
    await rm(join(folder, path), { force: true });
  }
}

/** @returns false where an object has the name already, which stays */
async function putFile(
  store: WritableStore,
  key: string,
  path: string,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    return await sent(store, key, path, signal, (upload) => upload.completeIfAbsent());
  } catch (cause) {
    // Another has put it, or sealed, and took away what was half sent.
    if (!signal.aborted && ((await isThere(store, key, signal)) || (await isThere(store, PUSH_DONE, signal))))
      return false;
    throw cause;
  }
}

async function isThere(store: WritableStore, key: string, signal: AbortSignal): Promise<boolean> {
  return (await store.stat(key, signal)) !== undefined;
}

/** Puts a file under a name that is this process's own. */
export async function putOwn(
  store: WritableStore,
  key: string,
  path: string,
  signal?: AbortSignal,
): Promise<void> {
  await sent(store, key, path, signal, (upload) => upload.complete());
}

async function sent<T>(
  store: WritableStore,
  key: string,
  path: string,
  signal: AbortSignal | undefined,
  complete: (upload: Awaited<ReturnType<WritableStore["multipart"]>>) => Promise<T>,
): Promise<T> {
  const upload = await store.multipart(key, signal);
  try {
    const bytes = createReadStream(path, { highWaterMark: 2 ** 20, ...(signal && { signal }) });
    for await (const chunk of bytes) await upload.write(chunk as Uint8Array);
    return await complete(upload);
  } catch (cause) {
    await upload.abort().catch(() => undefined);
    throw cause;
  }
}

/** Puts what a worker says of itself, and by which lists it works. */
export async function putPart(store: WritableStore, folder: string): Promise<void> {
  const parts = await readdir(join(folder, "parts")).catch(() => []);
  for (const name of parts.filter((one) => one.endsWith(".json"))) {
    await putOwn(store, `parts/${name}`, join(folder, "parts", name));
    const custody = join(folder, "custody.jsonl");
    if (existsSync(custody)) await putOwn(store, `${CUSTODY}${name}l`, custody);
  }
}

/** Gets all that workers put, each object once. @returns shards whose scores came, and what these were */
export async function getShards(
  store: WritableStore,
  folder: string,
  shards: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, ObjectFacts>> {
  const keys: string[] = [];
  const came = new Map<string, ObjectFacts>();
  const nameOf = (key: string) => /^(?:scores|errors|hits)\/(.+)\.(?:parquet|jsonl|age)$/su.exec(key)?.[1];
  for (const prefix of ["scores/", "errors/", "hits/"])
    for await (const facts of store.list(prefix, signal)) {
      const shard = nameOf(facts.key) ?? "";
      if (!shards.has(shard)) continue;
      keys.push(facts.key);
      if (prefix === "scores/") came.set(shard, facts);
    }
  await inLanes(keys, LANES, async (key) => {
    await mkdir(dirname(join(folder, key)), { recursive: true });
    await pipeline(store.stream(key, signal), createWriteStream(join(folder, key), { flags: "wx" }));
  });
  await getParts(store, folder, signal);
  return came;
}

/** How often an object is asked for that is written anew meanwhile. */
const TRIES = 5;

/** @returns the bytes of an object that others may write anew; `undefined` where it is gone by now */
async function asItIs(
  store: WritableStore,
  key: string,
  signal: AbortSignal,
): Promise<Uint8Array | undefined> {
  for (let tries = 1; ; tries++) {
    let size: number | undefined;
    // By a listing: what was seen last is what is read.
    for await (const facts of store.list(key, signal)) if (facts.key === key) size = facts.size;
    if (size === undefined) return undefined;
    try {
      return await store.range(key, { start: 0, end: size }, signal);
    } catch (cause) {
      if (signal.aborted || tries === TRIES) throw cause;
    }
  }
}

/** What workers say of themselves; one that says more meanwhile is asked again. */
async function getParts(store: WritableStore, folder: string, signal: AbortSignal): Promise<void> {
  const custody: string[] = [];
  for (const prefix of ["parts/", CUSTODY])
    for await (const { key } of store.list(prefix, signal)) {
      const bytes = await asItIs(store, key, signal);
      if (bytes === undefined) continue;
      if (prefix === CUSTODY) custody.push(Buffer.from(bytes).toString("utf8"));
      else {
        await mkdir(join(folder, "parts"), { recursive: true });
        await writeWhole(join(folder, key), bytes);
      }
    }
  if (custody.length === 0) return;
  const before = await readFile(join(folder, "custody.jsonl"), "utf8").catch(() => "");
  await writeWhole(join(folder, "custody.jsonl"), before + custody.join(""));
}
