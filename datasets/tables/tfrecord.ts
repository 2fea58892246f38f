import { basename } from "node:path";
import { type ByteRange, digestFile } from "../fingerprint.ts";
import { byteReader } from "../formats/byte-reader.ts";
import { oneLine } from "../one-line.ts";
import { isPacked, unpacked } from "../packing/unpacked.ts";
import type { Trouble } from "../pair.ts";
import { canSeek, sizeAt, streamAt } from "../store/bytes.ts";
import { maskedCrc32c } from "../tfrecord/crc32c.ts";
import { readExample } from "../tfrecord/example.ts";
import { MAX_RECORD_BYTES, type RecordRange, sizeIn, splitRecords } from "../tfrecord/ranges.ts";
import type { Entry, RecordTable, TableContainer, TablePart } from "./table.ts";

/** TensorFlow records of `tf.train.Example`, plain or packed, as img2dataset and `tfds` write them. */
export const tfrecordTable: TableContainer = {
  id: "tfrecord",
  about: "files .tfrecord of tf.train.Example, as img2dataset writes them",
  ending: /\.tfrecords?(?:-\d+-of-\d+)?(?:\.gz)?$/iu,
  open,
};

/** @returns nothing where the first record is no example */
async function open(path: string, rows: number): Promise<RecordTable | undefined> {
  const { signal } = new AbortController();
  for await (const entry of records(path, signal)) {
    if (!("record" in entry)) return undefined;
    break;
  }
  // What is compressed cannot be entered in the middle, nor what comes as one stream: one part.
  const isOpen = Number.isFinite(rows) && canSeek(path) && !(await isPacked(path));
  const ranges = isOpen ? await splitRecords(path, rows) : [];
  if (ranges.length > 1) return { columns: [], parts: ranges.map((range) => partOf(path, range)) };
  const whole = {
    bytes: sizeAt(path) ?? 0,
    read: (stop: AbortSignal) => records(path, stop),
    digest: (stop: AbortSignal) => digestFile(path, stop),
  };
  return { columns: [], parts: [whole] };
}

function partOf(path: string, range: RecordRange): TablePart {
  return {
    bytes: range.end - range.start,
    ...(range.isLast ? {} : { pairs: range.records }),
    firstRow: range.first,
    read: (signal) => records(path, signal, range),
    digest: (signal) => digestFile(path, signal, range),
  };
}

async function* records(path: string, signal: AbortSignal, range?: ByteRange): AsyncGenerator<Entry> {
  for await (const item of storedRecords(path, signal, range)) yield "trouble" in item ? item : entryOf(item);
}

/** A record as it lies in a file, and whether it is what its checksum says. */
export interface StoredRecord {
  readonly bytes: Uint8Array;
  readonly whole: boolean;
}

/** Each record is its length, the checksum of that, its bytes, and theirs (tensorflow/core/lib/io/record_writer.h). */
export async function* storedRecords(
  path: string,
  signal: AbortSignal,
  range?: ByteRange,
): AsyncGenerator<StoredRecord | Trouble> {
  const reader = byteReader(range === undefined ? unpacked(path, signal) : streamAt(path, signal, range));
  const broken = (why: string) => ({ trouble: `Cannot read "${basename(path)}" to its end: ${why}` });
  try {
    for (;;) {
      signal.throwIfAborted();
      const head = await reader.take(12);
      if (head.length === 0) return;
      if (head.length < 12) return yield broken("it is cut short");
      const size = sizeIn(head);
      if (size === undefined) return yield broken("the checksum of a record's length is another");
      if (size > MAX_RECORD_BYTES)
        return yield broken(`wanted records of at most ${MAX_RECORD_BYTES} bytes, got ${size}`);
      const body = await reader.take(size + 4);
      if (body.length < size + 4) return yield broken("it is cut short");
      const bytes = body.subarray(0, size);
      const checksum = new DataView(body.buffer, body.byteOffset).getUint32(size, true);
      yield { bytes, whole: maskedCrc32c(bytes) === checksum };
    }
  } catch (cause) {
    signal.throwIfAborted();
    yield broken(oneLine(cause));
  } finally {
    await reader.close();
  }
}

function entryOf({ bytes, whole }: StoredRecord): Entry {
  if (!whole) return { error: "Cannot read record: its checksum is another" };
  try {
    return { record: readExample(bytes) };
  } catch (cause) {
    return { error: `Cannot read record: ${oneLine(cause)}` };
  }
}
