import { open } from "node:fs/promises";
import { areRanges, cutOnce } from "../cuts.ts";
import type { ByteRange } from "../fingerprint.ts";
import { maskedCrc32c } from "./crc32c.ts";

/** A larger record is streamed past by nobody: its length is damage. */
export const MAX_RECORD_BYTES = 128 * 2 ** 20;
/** Length and its checksum in front of a record, and the checksum of its bytes behind. */
const HEAD = 12;
const TAIL = 4;
/** Bytes read at once: heads of small records lie close to each other. */
const WINDOW = 2 ** 16;

/** Some records of a file. */
export interface RecordRange extends ByteRange {
  /** Records of the file before it. */
  readonly first: number;
  readonly records: number;
  /** Whether nothing follows it; what is torn is told there. */
  readonly isLast: boolean;
}

/** A record's length by its head; `undefined` where its checksum is another. */
export function sizeIn(head: Uint8Array): number | undefined {
  const view = new DataView(head.buffer, head.byteOffset, HEAD);
  if (view.getUint32(8, true) !== maskedCrc32c(head.subarray(0, 8))) return undefined;
  return Number(view.getBigUint64(0, true));
}

/** Cuts a file of TensorFlow records into ranges of at most `most` records by their heads, in one pass over those. */
export async function splitRecords(path: string, most: number): Promise<readonly RecordRange[]> {
  const isCut = (value: unknown, size: number) => areRanges(value, size, ["first", "records"]);
  return cutOnce(path, ["tfrecord", most], isCut, () => goThrough(path, most));
}

async function goThrough(path: string, most: number): Promise<readonly RecordRange[]> {
  const file = await open(path);
  try {
    const { size: end } = await file.stat();
    const window = Buffer.alloc(WINDOW);
    let [from, length] = [0, 0];
    const headAt = async (at: number) => {
      if (at < from || at + HEAD > from + length)
        [from, length] = [at, (await file.read(window, 0, WINDOW, at)).bytesRead];
      return length < HEAD ? undefined : sizeIn(window.subarray(at - from, at - from + HEAD));
    };
    const ranges: RecordRange[] = [];
    let [start, first, records, at] = [0, 0, 0, 0];
    while (at + HEAD <= end) {
      const size = await headAt(at);
      const next = at + HEAD + (size ?? end) + TAIL;
      if (size === undefined || size > MAX_RECORD_BYTES || next > end) break;
      if (records === most) {
        ranges.push({ start, end: at, first, records, isLast: false });
        [start, first, records] = [at, first + records, 0];
      }
      records++;
      at = next;
    }
    return [...ranges, { start, end, first, records, isLast: true }];
  } finally {
    await file.close();
  }
}
