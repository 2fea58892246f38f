import { CSV_BYTES } from "../csv-text.ts";
import { MAX_TEXT_BYTES } from "../text.ts";
import { type CsvShape, recordEndOf, scanRecord } from "./csv-scan.ts";

/** One record of a file of separated fields; its text is a byte a character. */
export interface CsvRecord {
  readonly fields: readonly string[];
  /** Its text without its end. */
  readonly raw: string;
  /** Lines of the stream up to its end. */
  readonly lines: number;
  /** Bytes of the stream up to behind its end. */
  readonly bytes: number;
  /** Whether it is a line with a quote that nothing closes: the lines behind it are records of their own. */
  readonly unclosed: boolean;
}

/** How a file of separated fields is read; `recordEnd` is found out where it is not said. */
export type CsvManner = Omit<CsvShape, "recordEnd"> & { readonly recordEnd?: string };

/** A record of more is none. */
const MAX_RECORD = 256 * 2 ** 20;

/** The records of a stream, empty lines left out. @throws Error on a line that is longer than any record */
export async function* csvRecords(
  chunks: AsyncIterable<Uint8Array>,
  manner: CsvManner,
): AsyncGenerator<CsvRecord> {
  const source = chunks[Symbol.asyncIterator]();
  let { recordEnd } = manner;
  let [text, at, ended] = ["", 0, false];
  let [before, lines] = [0, 0];
  /** As much again as is there, so that a long record is not looked through once a chunk. */
  const more = async () => {
    before += at;
    const parts = [text.slice(at)];
    const wanted = Math.max(1, text.length - at);
    if (wanted > MAX_RECORD) throw new Error(`line ${lines + 1} is longer than ${MAX_RECORD} bytes`);
    for (let got = 0; got < wanted && !ended; ) {
      const next = await source.next();
      if (next.done) ended = true;
      else {
        got += next.value.length;
        parts.push(Buffer.from(next.value).toString(CSV_BYTES.encoding));
      }
    }
    [text, at] = [parts.join(""), 0];
  };
  try {
    for (;;) {
      recordEnd ??= recordEndOf(text, ended);
      const found =
        recordEnd === undefined
          ? undefined
          : scanRecord({ text, at, ended }, { ...manner, recordEnd }, MAX_TEXT_BYTES);
      if (found === undefined) {
        if (ended) return;
        await more();
        continue;
      }
      lines += found.lines;
      at = found.next;
      const { fields, raw, unclosed } = found;
      if (raw !== "") yield { fields, raw, lines, bytes: before + at, unclosed };
    }
  } finally {
    await source.return?.();
  }
}
