import { createReadStream, existsSync } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { PUSH_DONE, type WritableStore } from "../../../datasets/index.ts";
import { sha256OfFile } from "../../digest/sha256.ts";
import { CliError } from "../../process/errors.ts";
import { CUSTODY } from "./place.ts";

/** The object that says that a shard is done: its scores, put once. */
export function scoreKey(shard: string): string {
  return `scores/${shard}.parquet`;
}

/** Where lies what else came of a shard: below the digest of its scores, so that it is never taken for that of others. */
export function besideKey(path: string, scores: string): string {
  return path.replace("/", `/${scores}/`);
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
 * Puts what came of a shard where nobody's is yet, its scores last: that one put decides. What lies beside them is
 * called after them, so that of a worker that was killed in between nothing is taken for another's. What was put goes
 * from the folder.
 */
export async function putShard(
  store: WritableStore,
  folder: string,
  shard: string,
  signal: AbortSignal,
): Promise<void> {
  const scores = await sha256OfFile(join(folder, scoreKey(shard)), signal);
  for (const path of [`errors/${shard}.jsonl`, `hits/${shard}.age`, scoreKey(shard)]) {
    if (!existsSync(join(folder, path))) continue;
    const key = path === scoreKey(shard) ? path : besideKey(path, scores);
    const isMine = await putFile(store, key, join(folder, path), signal);
    if (!isMine && !(await isThere(store, key, signal)) && !(await isThere(store, PUSH_DONE, signal)))
      throw new CliError(`Cannot write "${store.name}/${key}": it is refused as there, and is not there`, {
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
  onBytes?: (bytes: number) => void,
): Promise<void> {
  await sent(store, key, path, signal, (upload) => upload.complete(), onBytes);
}

async function sent<T>(
  store: WritableStore,
  key: string,
  path: string,
  signal: AbortSignal | undefined,
  complete: (upload: Awaited<ReturnType<WritableStore["multipart"]>>) => Promise<T>,
  onBytes: (bytes: number) => void = () => {},
): Promise<T> {
  const upload = await store.multipart(key, signal);
  try {
    const bytes = createReadStream(path, { highWaterMark: 2 ** 20, ...(signal && { signal }) });
    for await (const chunk of bytes) {
      await upload.write(chunk as Uint8Array);
      onBytes((chunk as Uint8Array).length);
    }
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
