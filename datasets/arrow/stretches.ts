import { type FileHandle, open } from "node:fs/promises";
import { areRanges, cutOnce } from "../cuts.ts";
import type { ByteRange } from "../fingerprint.ts";
import { boundsOf, partAt, type Stretch } from "./parts.ts";

/** Some rows of a file: those of neighbouring batches, or a part of a large one. */
export interface RowStretch extends Stretch {
  /** Rows of the file before its own. */
  readonly first: number;
  /** Rows of its first batch before its own. */
  readonly skip: number;
  readonly rows: number;
  /** Of its bytes, those that are its rows', 0…1. */
  readonly share: number;
  /** Whether nothing follows it; what is torn behind its rows is told there. */
  readonly isLast: boolean;
  /** Bytes that its rows are read from, less its batches: schema, dictionaries, the list of parts. */
  readonly needs: readonly ByteRange[];
}

/** Dictionaries before a stretch, at most: a stream that adds to them again and again is read as a whole. */
const MOST_NEEDED = 100;

/** Rows for each byte that no batch has, however well it is packed; of more its head is not believed before it is read. */
const MOST_ROWS_A_BYTE = 10_000;

interface Batch {
  readonly before: readonly number[];
  readonly start: number;
  readonly end: number;
  readonly rows: number;
}

/**
 * Cuts an Arrow file into stretches of at most `most` rows by the heads of its parts; values are not read. What cannot
 * be read is left to the last one.
 * @returns less than two where it is not worth it
 */
export async function stretchesOf(path: string, most: number): Promise<readonly RowStretch[]> {
  return cutOnce(path, ["arrow", most], areStretches, () => goThrough(path, most));
}

function areStretches(value: unknown, size: number): boolean {
  if (!areRanges(value, size, ["first", "skip", "rows"])) return false;
  const stretches: readonly Partial<RowStretch>[] = value;
  return stretches.every(
    ({ share = Number.NaN, before, needs }) =>
      share >= 0 && share <= 1 && before?.every(Number.isSafeInteger) === true && areRanges(needs, size),
  );
}

async function goThrough(path: string, most: number): Promise<readonly RowStretch[]> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const { end } = await boundsOf(file);
    const { batches, needed } = await batchesOf(file, end);
    if (needed.length > MOST_NEEDED) return [];
    const stretches: RowStretch[] = [];
    let first = 0;
    for (const { before, start, end: to, rows } of batches) {
      const needs = [...needed.filter(({ start: at }) => before.includes(at)), { start: end, end: size }];
      const last = stretches.at(-1);
      if (last && last.rows + rows <= most && last.skip === 0)
        stretches[stretches.length - 1] = { ...last, end: to, rows: last.rows + rows };
      else
        for (let skip = 0; skip < Math.max(rows, 1); skip += most) {
          const taken = Math.min(most, rows - skip);
          const share = rows > most ? taken / rows : 1;
          const at = { before, start, end: to, first: first + skip, skip };
          stretches.push({ ...at, rows: taken, share, isLast: false, needs });
        }
      first += rows;
    }
    const last = stretches.pop();
    return last === undefined ? [] : [...stretches, { ...last, end, isLast: true }];
  } finally {
    await file.close();
  }
}

/** Where batches lie, and the parts that they need, as far as heads are sound. */
async function batchesOf(
  file: FileHandle,
  end: number,
): Promise<{ readonly batches: readonly Batch[]; readonly needed: readonly ByteRange[] }> {
  const batches: Batch[] = [];
  const needed: ByteRange[] = [];
  let before: readonly number[] = [];
  try {
    for (let { at } = await boundsOf(file); at + 4 <= end; ) {
      const part = await partAt(file, at, end);
      if (part === undefined) break;
      if (part.kind === "schema" || part.kind === "dictionary") {
        if (needed.push({ start: at, end: part.next }) > MOST_NEEDED) break;
        before = [...before, at];
      }
      if ((part.batch?.rows ?? 0) > MOST_ROWS_A_BYTE * (part.bodyLength + 1)) break;
      if (part.kind === "batch")
        batches.push({ before, start: at, end: part.next, rows: part.batch?.rows ?? 0 });
      at = part.next;
    }
  } catch {
    // What is torn is reported by the stretch that it is in.
  }
  return { batches, needed };
}
