import { createReadStream, statSync } from "node:fs";
import { open } from "node:fs/promises";
import { areRanges, cutOnce } from "./cuts.ts";
import type { ByteRange } from "./fingerprint.ts";
import { asUtf8, wideOf } from "./utf16.ts";

/** A longer line is cut: it is no record. */
const MAX_LINE_BYTES = 16 * 2 ** 20;
const LF = 10;
const CR = 13;

/** A line without its end. */
export interface Line {
  readonly bytes: Uint8Array;
  /** Set when the line was longer than 16 MiB and `bytes` holds only its start. */
  readonly cut: boolean;
}

/** Cuts a text file into ranges of `size` lines, in one pass over its bytes; one in UTF-16 or UTF-32 stays whole. */
export async function splitLines(path: string, size: number): Promise<readonly ByteRange[]> {
  if (await isWide(path)) return [{ start: 0, end: statSync(path).size }];
  return cutOnce(path, ["lines", size], areRanges, () => goThrough(path, size));
}

async function goThrough(path: string, size: number): Promise<readonly ByteRange[]> {
  const ranges: ByteRange[] = [];
  let [start, at, lines] = [0, 0, 0];
  for await (const chunk of createReadStream(path, { highWaterMark: 2 ** 20 }) as AsyncIterable<Uint8Array>) {
    for (let i = chunk.indexOf(LF); i >= 0; i = chunk.indexOf(LF, i + 1))
      if (++lines === size) {
        ranges.push({ start, end: at + i + 1 });
        [start, lines] = [at + i + 1, 0];
      }
    at += chunk.length;
  }
  if (at > start) ranges.push({ start, end: at });
  return ranges;
}

/** The lines of a part of a file, in UTF-8 whatever they are stored in. */
export function readLines(
  path: string,
  { start, end }: ByteRange,
  signal: AbortSignal,
): AsyncGenerator<Line> {
  // An empty range has no last byte to name.
  if (end <= start) return linesOf([], signal);
  const stream = createReadStream(path, { start, end: end - 1, signal });
  return linesOf(start === 0 ? asUtf8(stream) : stream, signal);
}

/** Whether a text is stored in UTF-16 or UTF-32, by its mark. */
export async function isWide(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
    return wideOf(buffer.subarray(0, bytesRead)) !== undefined;
  } finally {
    await file.close();
  }
}

/** The lines of a stream of bytes; the last one may lack its end. */
export async function* linesOf(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  signal: AbortSignal,
): AsyncGenerator<Line> {
  let parts: Uint8Array[] = [];
  let kept = 0;
  let length = 0;
  const keep = (bytes: Uint8Array) => {
    length += bytes.length;
    if (kept >= MAX_LINE_BYTES || bytes.length === 0) return;
    parts.push(bytes.subarray(0, MAX_LINE_BYTES - kept));
    kept = Math.min(length, MAX_LINE_BYTES);
  };
  const take = (): Line => {
    const whole = parts.length === 1 ? (parts[0] ?? new Uint8Array()) : Buffer.concat(parts);
    const line = { bytes: whole.at(-1) === CR ? whole.subarray(0, -1) : whole, cut: length > kept };
    [parts, kept, length] = [[], 0, 0];
    return line;
  };
  for await (const chunk of chunks) {
    let from = 0;
    for (let i = chunk.indexOf(LF); i >= 0; i = chunk.indexOf(LF, from)) {
      signal.throwIfAborted();
      keep(chunk.subarray(from, i));
      yield take();
      from = i + 1;
    }
    keep(chunk.subarray(from));
  }
  if (length > 0) yield take();
}
