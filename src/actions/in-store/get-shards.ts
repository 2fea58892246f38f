import { createWriteStream } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { ObjectFacts, WritableStore } from "../../../datasets/index.ts";
import { sha256Stream } from "../../digest/sha256.ts";
import type { Context } from "../../process/events.ts";
import { writeWhole } from "../../process/files.ts";
import { transfer } from "../elsewhere/transfer.ts";
import { CUSTODY } from "./place.ts";
import { besideKey, scoreKey } from "./scores.ts";

/** What was got of a run's place. */
export interface Came {
  /** Scores, by shard. */
  readonly scores: ReadonlyMap<string, ObjectFacts>;
  /** Keys of files that are called otherwise there, by their paths here. */
  readonly at: ReadonlyMap<string, string>;
}

/** Gets all that workers put, each object once. */
export async function getShards(
  store: WritableStore,
  folder: string,
  shards: ReadonlySet<string>,
  context: Context,
): Promise<Came> {
  const { signal } = context;
  const scores = new Map<string, ObjectFacts>();
  for await (const facts of store.list("scores/", signal)) {
    const shard = /^scores\/(.+)\.parquet$/su.exec(facts.key)?.[1] ?? "";
    if (shards.has(shard)) scores.set(shard, facts);
  }
  const digests = await getAll(store, folder, [...scores.values()].map(asStored), context);
  const paths = new Map(
    [...scores.keys()].flatMap((shard) =>
      [`errors/${shard}.jsonl`, `hits/${shard}.age`].map(
        (path) => [besideKey(path, digests.get(scoreKey(shard)) ?? ""), path] as const,
      ),
    ),
  );
  const beside: Stored[] = [];
  for (const prefix of ["errors/", "hits/"])
    for await (const { key, size } of store.list(prefix, signal)) {
      const path = paths.get(key);
      if (path !== undefined) beside.push({ key, path, bytes: size });
    }
  await getAll(store, folder, beside, context);
  await getParts(store, folder, signal);
  return { scores, at: new Map(beside.map(({ path, key }) => [path, key])) };
}

interface Stored {
  readonly key: string;
  readonly path: string;
  readonly bytes: number;
}

function asStored({ key, size }: ObjectFacts): Stored {
  return { key, path: key, bytes: size };
}

/** @returns SHA-256 (hex) by path */
async function getAll(
  store: WritableStore,
  folder: string,
  files: readonly Stored[],
  context: Context,
): Promise<ReadonlyMap<string, string>> {
  const digests = new Map<string, string>();
  await transfer(files, context, async ({ key, path }, onBytes, signal) => {
    digests.set(path, await getFile(store, key, join(folder, path), signal, onBytes));
    return false;
  });
  return digests;
}

/** Gets one file. @returns SHA-256 (hex) of what came */
export async function getFile(
  store: WritableStore,
  key: string,
  path: string,
  signal: AbortSignal,
  onBytes: (bytes: number) => void = () => {},
): Promise<string> {
  const hash = sha256Stream();
  const heard = async function* () {
    for await (const chunk of store.stream(key, signal)) {
      hash.update(chunk);
      onBytes(chunk.length);
      yield chunk;
    }
  };
  await mkdir(dirname(path), { recursive: true });
  await pipeline(heard(), createWriteStream(path, { flags: "wx" }));
  return hash.digest("hex");
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

/** Gets what workers say of themselves; one that says more meanwhile is asked again. */
export async function getParts(store: WritableStore, folder: string, signal: AbortSignal): Promise<void> {
  const custody: string[] = [];
  for (const prefix of ["parts/", CUSTODY])
    for await (const { key } of store.list(prefix, signal)) {
      const bytes = await asItIs(store, key, signal);
      if (bytes === undefined || key.slice(prefix.length).includes("/")) continue;
      if (prefix === CUSTODY) custody.push(Buffer.from(bytes).toString("utf8"));
      else {
        await mkdir(join(folder, "parts"), { recursive: true });
        await writeWhole(join(folder, key), bytes);
      }
    }
  if (custody.length === 0) return;
  const before = await readFile(join(folder, "custody.jsonl"), "utf8").catch(
    (cause: NodeJS.ErrnoException) => {
      if (cause.code === "ENOENT") return "";
      throw cause;
    },
  );
  await writeWhole(join(folder, "custody.jsonl"), before + custody.join(""));
}
