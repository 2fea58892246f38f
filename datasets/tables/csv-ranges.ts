import { createReadStream, statSync } from "node:fs";
import { open } from "node:fs/promises";
import { areRanges, cutOnce } from "../cuts.ts";
import type { ByteRange } from "../fingerprint.ts";
import { type CsvManner, csvRecords } from "./csv-records.ts";

/** Some records of a file of separated fields. */
interface CsvRange extends ByteRange {
  /** Lines of the file before it. */
  readonly lines: number;
}

/** A file that is cut, and what the parser need not find out again in each part. */
export interface CutCsv {
  readonly ranges: readonly CsvRange[];
  /** What ends a record. */
  readonly recordEnd: string;
  /** The fields of its first record. */
  readonly first: readonly string[];
}

const QUOTE = 34;
const LF = 10;
const CR = 13;
const MARK = Buffer.from("\ufeff");

/**
 * Cuts a file into ranges of at most `rows` records. One without quotes is cut at its line ends, since then no field
 * holds one; any other is parsed, in one pass.
 * @param manner how it is read
 * @param header whether the first record is none of the rows
 * @returns `undefined` where it is not worth it, or cannot be cut for certain
 */
export async function cutCsv(
  path: string,
  rows: number,
  manner: CsvManner,
  header: boolean,
): Promise<CutCsv | undefined> {
  const { size } = statSync(path);
  // A record takes two bytes at least.
  if (size <= 2 * rows) return undefined;
  const { delimiter, columns = 0, trim } = manner;
  return cutOnce(path, ["csv", rows, delimiter, columns, trim, header], isCut, () =>
    goThrough(path, rows, manner, header, size),
  );
}

function isCut(value: unknown, size: number): boolean {
  const { ranges, recordEnd, first } = value as Readonly<Record<string, unknown>>;
  const isText = (one: unknown) => typeof one === "string";
  return (
    areRanges(ranges, size, ["lines"]) && isText(recordEnd) && Array.isArray(first) && first.every(isText)
  );
}

async function goThrough(
  path: string,
  rows: number,
  manner: CsvManner,
  header: boolean,
  size: number,
): Promise<CutCsv | undefined> {
  // A mark of UTF-8 is no part of the first field.
  const base = MARK.equals(await bytesAt(path, 0, MARK.length)) ? MARK.length : 0;
  const opening = await openingOf(path, base, manner);
  if (opening === undefined) return undefined;
  const { recordEnd, first } = opening;
  const ends =
    (await plainEnds(path, rows, recordEnd)) ??
    (await parsedEnds(path, base, rows, header, { ...manner, recordEnd }));
  if (ends.length === 0) return undefined;
  const starts = [{ at: 0, lines: 0 }, ...ends.filter(({ at }) => at < size)];
  const ranges = starts.map(({ at, lines }, i) => ({ start: at, end: starts[i + 1]?.at ?? size, lines }));
  return ranges.length < 2 ? undefined : { ranges, recordEnd, first };
}

interface End {
  readonly at: number;
  readonly lines: number;
}

/** The first record, and what ends it. */
async function openingOf(
  path: string,
  base: number,
  manner: CsvManner,
): Promise<Omit<CutCsv, "ranges"> | undefined> {
  try {
    for await (const { fields, bytes, unclosed } of csvRecords(
      createReadStream(path, { start: base }),
      manner,
    )) {
      if (unclosed) return undefined;
      const end = await bytesAt(path, base + Math.max(0, bytes - 2), base + bytes);
      // Behind an empty line it could be ended by something else than that.
      const head = await bytesAt(path, base, base + 1);
      if (head[0] === LF || head[0] === CR) return undefined;
      const recordEnd = end[0] === CR && end[1] === LF ? "\r\n" : end[1] === LF ? "\n" : "\r";
      return recordEnd === "\r" && end[1] !== CR ? undefined : { recordEnd, first: fields };
    }
  } catch {
    // What is torn is reported when it is read.
  }
  return undefined;
}

async function bytesAt(path: string, start: number, end: number): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(end - start), 0, end - start, start);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** Where ranges end in a file without quotes; `undefined` where it has one, or lines that end otherwise. */
async function plainEnds(path: string, rows: number, recordEnd: string): Promise<readonly End[] | undefined> {
  if (recordEnd === "\r") return undefined;
  const ends: End[] = [];
  let [at, lines] = [0, 0];
  let before = 0;
  for await (const read of createReadStream(path, { highWaterMark: 2 ** 20 })) {
    const chunk = read as Uint8Array;
    if (chunk.includes(QUOTE) || (recordEnd === "\n" && chunk.includes(CR))) return undefined;
    for (let i = chunk.indexOf(LF); i >= 0; i = chunk.indexOf(LF, i + 1)) {
      if (recordEnd === "\r\n" && (i === 0 ? before : chunk[i - 1]) !== CR) return undefined;
      if (++lines % rows === 0) ends.push({ at: at + i + 1, lines });
    }
    at += chunk.length;
    before = chunk.at(-1) ?? before;
  }
  return ends;
}

async function parsedEnds(
  path: string,
  base: number,
  rows: number,
  header: boolean,
  manner: CsvManner,
): Promise<readonly End[]> {
  const ends: End[] = [];
  let records = header ? -1 : 0;
  try {
    for await (const { bytes, lines } of csvRecords(createReadStream(path, { start: base }), manner))
      if (++records > 0 && records % rows === 0) ends.push({ at: base + bytes, lines });
  } catch {
    // What is torn is reported by the part that it is in.
  }
  return ends;
}
