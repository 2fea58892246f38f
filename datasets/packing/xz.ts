import { open } from "node:fs/promises";
import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import { oneLine } from "../one-line.ts";

/** Header and footer of a stream. */
const FRAME_BYTES = 12;
/** A larger index would list more blocks than any writer makes. */
const MAX_INDEX_BYTES = 16 * 2 ** 20;
/** What the library says of a dictionary beyond the 64 MiB that it holds. */
const TOO_LARGE = /error code 4$/u;
const NO_MORE = /error code 8$/u;

/** A part of the file, as a stream. */
export type Part = (start?: number, end?: number) => Readable;

interface Range {
  readonly start: number;
  readonly end: number;
}

/** Unpacks xz streams, one behind the other. @throws Error where they are damaged or cut short */
export async function* unxz(path: string, part: Part, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  // It brings its decoder along as text: only who reads xz waits for that.
  const library = await import("xz-decompress");
  const { XzReadableStream } = library.default ?? library;
  for (const { start, end } of await streamsOf(path)) {
    // The library ends with a stream's end, and says nothing of what follows.
    const file = Readable.toWeb(part(start, end)) as ReadableStream<Uint8Array>;
    const stream = new XzReadableStream(file);
    try {
      for await (const chunk of stream) if (chunk.length > 0) yield chunk;
    } catch (cause) {
      signal.throwIfAborted();
      const text = oneLine(cause);
      if (TOO_LARGE.test(text))
        throw new Error("wanted xz data with a dictionary of at most 64 MiB", { cause });
      throw new Error(NO_MORE.test(text) ? "the archive is cut short" : "the xz data is damaged", { cause });
    }
  }
}

/** Where the streams of a file lie, found from its end: of a damaged file the whole, which then shows what is wrong. */
async function streamsOf(path: string): Promise<readonly Range[]> {
  const file = await open(path);
  const read = async (start: number, length: number) => {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, start);
    return buffer.subarray(0, bytesRead);
  };
  try {
    const { size } = await file.stat();
    const found: Range[] = [];
    let end = size;
    while (end > 0) {
      // Padding between streams is whole words of zeros.
      while (end >= 4 && (await read(end - 4, 4)).readUInt32LE() === 0) end -= 4;
      const start = end === 0 ? 0 : await startOf(end, read);
      if (start === undefined) return [{ start: 0, end: size }];
      if (end > 0) found.unshift({ start, end });
      end = start;
    }
    return found;
  } finally {
    await file.close();
  }
}

/** Where a stream starts that ends here: its footer says where its index is, and that says how long its blocks are. */
async function startOf(
  end: number,
  read: (start: number, length: number) => Promise<Buffer>,
): Promise<number | undefined> {
  if (end < 2 * FRAME_BYTES) return undefined;
  const footer = await read(end - FRAME_BYTES, FRAME_BYTES);
  if (footer.toString("latin1", 10) !== "YZ") return undefined;
  const length = (footer.readUInt32LE(4) + 1) * 4;
  const at = end - FRAME_BYTES - length;
  if (at < FRAME_BYTES || length > MAX_INDEX_BYTES) return undefined;
  const numbers = integers(await read(at, length));
  if (numbers.next().value !== 0) return undefined;
  let blocks = 0;
  for (let count = numbers.next().value ?? 0; count > 0; count--) {
    const packed = numbers.next().value;
    if (packed === undefined || numbers.next().value === undefined) return undefined;
    blocks += Math.ceil(packed / 4) * 4;
  }
  const start = at - blocks - FRAME_BYTES;
  return start >= 0 ? start : undefined;
}

/** Integers of seven bits a byte, the least first. */
function* integers(bytes: Buffer): Generator<number, undefined> {
  let [value, scale] = [0, 1];
  for (const byte of bytes) {
    value += (byte & 127) * scale;
    scale *= 128;
    if (byte >= 128) continue;
    yield value;
    [value, scale] = [0, 1];
  }
  return undefined;
}
