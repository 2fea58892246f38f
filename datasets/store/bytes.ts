import { createHash, randomUUID } from "node:crypto";
import { createReadStream, createWriteStream, statSync } from "node:fs";
import { readFile, realpath, rename } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { copyOnce } from "./copies.ts";
import { noteFailure, type Placed, placed } from "./places.ts";
import { type Span, StoreError } from "./store.ts";

/** What is kept of the begin of an object that somebody looked into, so that it is not fetched twice; and of all together. */
const LOOKED_AT = 8 * 2 ** 20;
const MOST_KEPT = 64 * 2 ** 20;

const begins = new Map<string, readonly Uint8Array[]>();
const hashes = new Map<string, string>();

/** Whether a file may be read here and there at no more cost than from its begin to its end. */
export function canSeek(path: string): boolean {
  return placed(path) === undefined;
}

/** Where a file lies once links are followed; in places that know no links, where it is. */
export async function realAt(path: string): Promise<string> {
  return placed(path) === undefined ? realpath(path) : path;
}

/** Size of a file, here or in a place; `undefined` where there is none, or nobody has listed it. */
export function sizeAt(path: string): number | undefined {
  const at = placed(path);
  return at ? at.facts.get(at.key)?.size : statSync(path, { throwIfNoEntry: false })?.size;
}

/** Whether there is such a file, here or in a place; of a web server that is asked. */
export async function isFileAt(path: string): Promise<boolean> {
  const at = placed(path);
  if (at === undefined) return statSync(path, { throwIfNoEntry: false }) !== undefined;
  if (at.facts.has(at.key)) return true;
  // What lists itself has said what there is.
  if (!/^https?:/u.test(at.store.name)) return false;
  const facts = await at.store.stat(at.key);
  if (facts) at.facts.set(at.key, facts);
  return facts !== undefined;
}

/** A file that was listed of a place of another machine, and how it is read whole. */
export function listedAt(path: string): { readonly size: number; read(): Promise<Uint8Array> } | undefined {
  const at = placed(path);
  const size = at?.facts.get(at.key)?.size;
  return size === undefined ? undefined : { size, read: () => bytesAt(path) };
}

/** A file's bytes, or a part of them, as a stream. */
export function streamAt(path: string, signal?: AbortSignal, span?: Span): Readable {
  const at = placed(path);
  if (at === undefined) {
    const part = span === undefined ? {} : { start: span.start, end: span.end - 1 };
    return createReadStream(path, { ...part, highWaterMark: 2 ** 18, ...(signal && { signal }) });
  }
  const bytes = span === undefined ? whole(at, signal) : at.store.stream(at.key, signal, span);
  return Readable.from(noting(path, bytes), { objectMode: false });
}

/** All bytes of a small file. */
export async function bytesAt(path: string): Promise<Uint8Array> {
  const at = placed(path);
  if (at === undefined) return readFile(path);
  const chunks: Uint8Array[] = [];
  for await (const chunk of noting(path, whole(at))) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** SHA-256 (hex) of what was read of a file to its end; `undefined` where nobody did. */
export function hashSeen(path: string): string | undefined {
  return hashes.get(path);
}

/** Keeps what was found. @throws StoreError where the place states another */
export function noteHash(path: string, found: string, stated: string | undefined): void {
  if (stated !== undefined && stated !== found)
    throw new StoreError(
      `Cannot read "${placed(path)?.name ?? path}": it has SHA-256 ${found}, the hub states ${stated}; it was changed on the way`,
    );
  hashes.set(path, found);
}

async function* noting(path: string, bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* bytes;
  } catch (cause) {
    noteFailure(path, cause);
    throw cause;
  }
}

/** An object from its first byte to its last, hashed as it comes. */
async function* whole({ store, key, path, facts }: Placed, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
  const size = facts.get(key)?.size ?? (await store.stat(key, signal))?.size ?? 0;
  const hash = createHash("sha256");
  const begin: Uint8Array[] = [];
  let at = 0;
  const pass = (chunk: Uint8Array) => {
    hash.update(chunk);
    at += chunk.length;
    if (at <= LOOKED_AT) begin.push(chunk);
    return chunk;
  };
  const kept = begins.get(path) ?? [];
  begins.delete(path);
  try {
    for (const chunk of kept) yield pass(chunk);
    if (at < size)
      for await (const chunk of store.stream(key, signal, { start: at, end: size })) yield pass(chunk);
    noteHash(path, hash.digest("hex"), facts.get(key)?.sha256);
  } finally {
    if (begin.length > 0 && (at < size || kept.length === 0)) keepBegin(path, begin);
  }
}

function keepBegin(path: string, begin: readonly Uint8Array[]): void {
  begins.set(path, begin);
  const length = (chunks: readonly Uint8Array[]) => chunks.reduce((sum, one) => sum + one.length, 0);
  let all = [...begins.values()].reduce((sum, one) => sum + length(one), 0);
  for (const [oldest, chunks] of begins) {
    if (all <= MOST_KEPT) return;
    all -= length(chunks);
    begins.delete(oldest);
  }
}

const copies = new Map<string, Promise<string>>();

/** Sees to it that a file's bytes lie at its path, for what is read here and there: of another machine it is copied. */
export async function onDisk(path: string, signal?: AbortSignal): Promise<string> {
  const at = placed(path);
  if (at === undefined) return path;
  const copy = copies.get(path) ?? copied(at, signal);
  copies.set(path, copy);
  return copy.finally(() => copies.delete(path));
}

async function copied(at: Placed, signal?: AbortSignal): Promise<string> {
  const { path, key, store } = at;
  const fetch = async () => {
    const part = `${path}.${randomUUID()}.part`;
    await pipeline(streamAt(path, signal), createWriteStream(part));
    await rename(part, path);
  };
  await copyOnce({ store, facts: at.facts.get(key), path }, fetch, signal);
  at.copied.add(key);
  return path;
}
