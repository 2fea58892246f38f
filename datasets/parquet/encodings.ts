import { deltaBinaryUnpack } from "hyparquet/src/delta.js";

/** Writers fill the last group up; hyparquet writes such values behind the end of its list. */
const FILLED_UP = 512;

/** A place in a page. */
export interface Reader {
  readonly view: DataView;
  offset: number;
}

/**
 * Walks runs of the hybrid encoding, whose few bytes may claim any number of values, and which hyparquet takes at their
 * word: https://parquet.apache.org/docs/file-format/data-pages/encodings/#RLE @throws Error where they say more than `most`
 */
export function checkRuns({ view, offset }: Reader, width: number, most: number, length?: number): number {
  if (width > 32) throw new Error(`numbers of ${width} bits`);
  let at = offset;
  const end = Math.min(
    view.byteLength,
    length === undefined ? at + 4 + view.getUint32(at, true) : at + length,
  );
  if (length === undefined) at += 4;
  for (let seen = 0; seen < most && at < end; ) {
    const head = varint(view, at);
    at = head.end;
    const packed = (head.value & 1) === 1;
    const count = packed ? (head.value >>> 1) * 8 : head.value >>> 1;
    if (count > most - seen + FILLED_UP)
      throw new Error(`a run of ${count} values where ${most - seen} are left`);
    at += packed ? (count / 8) * width : (width + 7) >> 3;
    seen += count;
  }
  return end;
}

/** Looks at the head of delta-packed numbers, by which hyparquet steps. @throws Error where it cannot be */
export function checkDeltas({ view, offset }: Reader): void {
  const block = varint(view, offset);
  const parts = varint(view, block.end);
  const perPart = block.value / parts.value;
  if (
    !(
      block.value > 0 &&
      block.value <= 2 ** 20 &&
      parts.value > 0 &&
      parts.value <= 4096 &&
      perPart % 8 === 0
    )
  )
    throw new Error(`blocks of ${block.value} numbers in ${parts.value} parts`);
}

/** How many bytes strings take that say what of the one before they begin with. */
export function lengthOfDeltaStrings(reader: Reader, count: number): number {
  const [before, own] = [new Int32Array(count), new Int32Array(count)];
  for (const numbers of [before, own]) {
    checkDeltas(reader);
    deltaBinaryUnpack(reader, count, numbers);
  }
  let sum = 0;
  for (let i = 0; i < count; i++) {
    const [shared = 0, added = 0] = [before[i], own[i]];
    if (shared < 0 || added < 0) throw new Error("a string of negative length");
    sum += shared + added;
  }
  return sum;
}

function varint(view: DataView, start: number): { readonly value: number; readonly end: number } {
  let value = 0;
  for (let [at, shift] = [start, 0]; ; shift += 7) {
    const byte = view.getUint8(at++);
    value += (byte & 0x7f) * 2 ** shift;
    if ((byte & 0x80) === 0) {
      if (value >= 2 ** 31) throw new Error("a number that is too large");
      return { value, end: at };
    }
    if (shift > 28) throw new Error("a number without an end");
  }
}
