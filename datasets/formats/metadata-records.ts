import { createReadStream, statSync } from "node:fs";
import { basename } from "node:path";
import { pipeline } from "node:stream";
import { type CsvError, type Info, parse } from "csv-parse";
import { CSV_BYTES, csvRecord, csvText } from "../csv-text.ts";
import { type Line, readLines, splitLines } from "../lines.ts";
import { oneLine } from "../one-line.ts";
import type { Trouble } from "../pair.ts";
import { decodeText, parseObject } from "../text.ts";
import { asUtf8 } from "../utf16.ts";
import { openTable, type TableRow } from "./parquet-table.ts";

/** A row of a metadata file, why it cannot be read, or why the rest cannot. */
export type MetadataEntry = (TableRow & { readonly invalid?: boolean }) | Trouble;

/** Some rows of a metadata file. */
export interface MetadataPart {
  readonly bytes: number;
  /** Where the file says so. */
  readonly pairs?: number;
  read(signal: AbortSignal): AsyncGenerator<MetadataEntry>;
}

/**
 * Cuts a `.jsonl`, `.csv` or `.parquet` file into parts of `rows` rows. CSV stays whole, since a quoted field
 * may hold line ends.
 * @throws Error when a Parquet file has no footer
 */
export async function metadataParts(path: string, rows: number): Promise<readonly MetadataPart[]> {
  if (/\.jsonl$/i.test(path)) {
    const ranges = await splitLines(path, rows);
    return ranges.map((range) => ({
      bytes: range.end - range.start,
      read: (signal) => jsonRecords(readLines(path, range, signal)),
    }));
  }
  const { size } = statSync(path);
  if (/\.csv$/i.test(path)) return [{ bytes: size, read: (signal) => csvRecords(path, signal) }];
  const table = await openTable(path);
  const parts = Math.ceil(table.rows / rows);
  return Array.from({ length: parts }, (_, i) => ({
    bytes: Math.round(size / parts),
    pairs: Math.min(rows, table.rows - i * rows),
    read: () => table.read(i * rows, (i + 1) * rows),
  }));
}

async function* jsonRecords(lines: AsyncIterable<Line>): AsyncGenerator<MetadataEntry> {
  for await (const { bytes, cut } of lines) {
    const { text, invalid } = decodeText(bytes);
    if (text.trim() === "") continue;
    const record = cut ? "wanted a shorter line" : parseObject(text);
    if (typeof record === "string") yield { error: `Cannot read line: ${record}` };
    else yield { record, invalid };
  }
}

interface CsvRow {
  readonly record: Readonly<Record<string, unknown>>;
  readonly info: Info & { readonly columns: unknown; readonly error?: CsvError };
}

function countOf(fields: unknown): number {
  return Array.isArray(fields) ? fields.length : 0;
}

async function* csvRecords(path: string, signal: AbortSignal): AsyncGenerator<MetadataEntry> {
  const options = {
    ...CSV_BYTES,
    columns: (names: string[]) => names.map((name) => csvText(name).text),
    // Such a row comes with its error, and the rows behind it are read.
    relax_column_count: true,
    info: true,
    relax_quotes: true,
    skip_empty_lines: true,
  };
  // Errors of both come out of the last stream.
  const rows = pipeline(createReadStream(path, { signal }), asUtf8, parse(options), () => undefined);
  try {
    for await (const row of rows) {
      const { record, info } = row as CsvRow;
      const { columns, error, lines } = info;
      if (error === undefined) yield csvRecord(record);
      else
        yield {
          error: `Cannot read line ${lines}: wanted ${countOf(columns)} fields, got ${countOf(error["record"])}; a comma in a text needs quotes around it`,
        };
    }
  } catch (cause) {
    signal.throwIfAborted();
    yield { trouble: `Cannot read "${basename(path)}" to its end: ${oneLine(cause)}` };
  }
}
