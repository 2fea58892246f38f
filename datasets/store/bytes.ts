import { createHash, randomUUID } from "node:crypto";
import { createReadStream, createWriteStream, statSync } from "node:fs";
import { readFile, realpath, rename } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { copyOnce } from "./copies.ts";
import { noteFailure, type Placed, placed } from "./places.ts";
import { type Span, StoreError } from "./store.ts";

/** What is kept of the begin of an object that somebody looked into, so that it is not fetched twice; and of all together. */
const LOOKED_AT = 16 * 2 ** 20;
const MOST_KEPT = 64 * 2 ** 20;
/** The first part of an object that is asked for where its begin is looked into; each further one doubles what there is. */
const FIRST_LOOK = 2 ** 20;

const begins = new Map<string, readonly Uint8Array[]>();
const hashes = new Map<string, string>();
const looks = new Set<string>();
const endings = new Map<string, Promise<void>>();

/**
 * Says that whoever streams a file next may want its begin alone: of another machine parts are asked for, each read to
 * its end and kept, since what is on its way when a stream is stopped would be sent once more.
 */
export function lookInto(path: string): string {
  if (placed(path) !== undefined) looks.add(path);
  return path;
}

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
  if (span !== undefined)
    return Readable.from(noting(path, at.store.stream(at.key, signal, span)), { objectMode: false });
  return ending(path, Readable.from(noting(path, whole(at, signal)), { objectMode: false }));
}

/** Lets whoever reads the file next wait until what a stream that is stopped has fetched is kept. */
function ending(path: string, stream: Readable): Readable {
  const destroy = stream._destroy.bind(stream);
  stream._destroy = (error, done) => {
    const over = new Promise<void>((resolve) => stream.once("close", resolve)).then(() => {
      if (endings.get(path) === over) endings.delete(path);
    });
    endings.set(path, over);
    destroy(error, done);
  };
  return stream;
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
  await endings.get(path);
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
  const kept = [...(begins.get(path) ?? [])];
  begins.delete(path);
  const isLook = looks.delete(path);
  const wasKept = kept.length > 0;
  let keeps = true;
  try {
    for (let chunk = kept.shift(); chunk; chunk = kept.shift()) yield pass(chunk);
    while (at < size) {
      const part = at < LOOKED_AT ? Math.max(FIRST_LOOK, at) : LOOKED_AT / 2;
      const end = isLook ? Math.min(size, at + part) : size;
      const chunks = store.stream(key, signal, { start: at, end });
      if (isLook) yield* toItsEnd(chunks, pass);
      else for await (const chunk of chunks) yield pass(chunk);
    }
    // What was looked into, and is now read, is wanted no more.
    keeps = isLook || !wasKept;
    noteHash(path, hash.digest("hex"), facts.get(key)?.sha256);
  } finally {
    for (const chunk of kept) pass(chunk);
    if (begin.length > 0 && keeps) keepBegin(path, begin);
  }
}

/** A stream, each chunk passed on; where whoever reads it stops, the rest is only passed. */
async function* toItsEnd(
  chunks: AsyncGenerator<Uint8Array>,
  pass: (chunk: Uint8Array) => Uint8Array,
): AsyncGenerator<Uint8Array> {
  try {
    for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield pass(next.value);
  } finally {
    try {
      for await (const chunk of chunks) pass(chunk);
    } catch {
      // Who reads it asks for it again, and is told.
    }
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
