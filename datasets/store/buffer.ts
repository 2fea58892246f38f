import { type AsyncBuffer, asyncBufferFromFile } from "hyparquet";
import { noteHash } from "./bytes.ts";
import { OrderedHash } from "./ordered-hash.ts";
import { noteFailure, type Placed, placed } from "./places.ts";
import type { Span } from "./store.ts";

/** A file whose parts are asked for in any order. */
export interface HeldBuffer extends AsyncBuffer {
  /** Fetches a part in one request and keeps it until the next: columns of a row group lie one behind the other. */
  hold?(start: number, end: number): Promise<void>;
  /** Lets go of what is kept of the file's end, where many files are open. */
  release?(): void;
}

/** How much of a file's end is fetched with its footer. */
const TAIL = 2 ** 19;
/** Ends of open files that are kept, together. */
const MOST_TAILS = 64 * 2 ** 20;
/** A larger part is read column by column. */
const MOST_HELD = 512 * 2 ** 20;

let tails = 0;
const hashers = new Map<string, OrderedHash>();

/** Opens a file, here or in a place, to read parts of it. */
export async function bufferAt(path: string): Promise<HeldBuffer> {
  const at = placed(path);
  return at === undefined ? asyncBufferFromFile(path) : remoteBuffer(at);
}

function remoteBuffer({ store, key, path, facts }: Placed): HeldBuffer {
  const byteLength = facts.get(key)?.size ?? 0;
  const hash = hashers.get(path) ?? new OrderedHash();
  hashers.set(path, hash);
  const end = Math.max(0, byteLength - TAIL);
  let tail: Uint8Array | undefined;
  let held: (Span & { readonly bytes: Uint8Array }) | undefined;
  const fetched = async (span: Span): Promise<Uint8Array> => {
    try {
      const bytes = await store.range(key, span);
      hash.add(span.start, bytes);
      return bytes;
    } catch (cause) {
      noteFailure(path, cause);
      throw cause;
    }
  };
  const tailBytes = async () => {
    if (tail === undefined) {
      tail = await fetched({ start: end, end: byteLength });
      tails += tail.length;
    }
    return tail;
  };
  const read = async (span: Span): Promise<Uint8Array> => {
    if (span.start >= end) return (await tailBytes()).subarray(span.start - end, span.end - end);
    if (span.end <= end || tail === undefined) return fetched(span);
    return Buffer.concat([await fetched({ start: span.start, end }), tail.subarray(0, span.end - end)]);
  };
  return {
    byteLength,
    async hold(start, stop) {
      if (stop - start > MOST_HELD || start >= end) return;
      if (held && held.start <= start && stop <= held.end) return;
      held = undefined;
      held = { start, end: stop, bytes: await read({ start, end: stop }) };
    },
    release() {
      if (tail === undefined || tails <= MOST_TAILS) return;
      tails -= tail.length;
      tail = undefined;
    },
    async slice(start, stop = byteLength) {
      const span = { start: Math.max(0, start), end: Math.min(byteLength, stop) };
      const own =
        held && held.start <= span.start && span.end <= held.end
          ? held.bytes.subarray(span.start - held.start, span.end - held.start)
          : await read(span);
      // hyparquet takes a buffer of its own, and the slice of a Buffer is none.
      return new Uint8Array(own).buffer;
    },
  };
}

/** Share of a file that nobody has to have read for its hash to be worth the rest. */
const FEW = 0.05;

/**
 * SHA-256 (hex) of a file that was read in parts, less than a twentieth of which has to be fetched for that;
 * `undefined` where more is unread.
 */
export async function hashOfParts(path: string, signal: AbortSignal): Promise<string | undefined> {
  const at = placed(path);
  const hash = hashers.get(path);
  if (at === undefined || hash === undefined) return undefined;
  const size = at.facts.get(at.key)?.size ?? 0;
  const missing = hash.missing(size);
  const unread = missing.reduce((sum, { start, end }) => sum + end - start, 0);
  if (unread > Math.max(2 ** 16, FEW * size)) return undefined;
  try {
    for (const span of missing) hash.add(span.start, await at.store.range(at.key, span, signal));
  } catch (cause) {
    noteFailure(path, cause);
    throw cause;
  }
  const found = hash.digest();
  noteHash(path, found, at.facts.get(at.key)?.sha256);
  return found;
}
