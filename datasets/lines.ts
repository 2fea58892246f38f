import { createReadStream } from "node:fs";

/** Where some lines of a text file lie. */
export interface LineRange {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

/** A longer line is cut: it is no record. */
const MAX_LINE_BYTES = 16 * 2 ** 20;

/** Cuts a text file into ranges of `size` lines, in one pass over its bytes. */
export async function splitLines(path: string, size: number): Promise<readonly LineRange[]> {
  const ranges: LineRange[] = [];
  let [start, at, lines] = [0, 0, 0];
  for await (const chunk of createReadStream(path, { highWaterMark: 2 ** 20 }) as AsyncIterable<Uint8Array>) {
    for (let i = chunk.indexOf(10); i >= 0; i = chunk.indexOf(10, i + 1))
      if (++lines === size) {
        ranges.push({ start, end: at + i + 1 });
        [start, lines] = [at + i + 1, 0];
      }
    at += chunk.length;
  }
  if (at > start) ranges.push({ start, end: at });
  return ranges;
}

/** The lines of a range as bytes, without their ends. */
export async function* readLines(
  path: string,
  { start, end }: LineRange,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  if (end <= start) return;
  let rest: Uint8Array[] = [];
  let held = 0;
  const keep = (bytes: Uint8Array) => {
    if (held < MAX_LINE_BYTES) rest.push(bytes);
    held += bytes.length;
  };
  for await (const chunk of createReadStream(path, {
    start,
    end: end - 1,
    signal,
  }) as AsyncIterable<Uint8Array>) {
    let from = 0;
    for (let i = chunk.indexOf(10); i >= 0; i = chunk.indexOf(10, from)) {
      keep(chunk.subarray(from, i));
      yield trimEnd(Buffer.concat(rest));
      [rest, held, from] = [[], 0, i + 1];
    }
    if (from < chunk.length) keep(chunk.subarray(from));
  }
  if (held > 0) yield trimEnd(Buffer.concat(rest));
}

function trimEnd(line: Uint8Array): Uint8Array {
  return line.at(-1) === 13 ? line.subarray(0, -1) : line;
}
