import type { ColumnChunk, DecodedArray, PageHeader } from "hyparquet";
import { parquetHeader, readPage } from "hyparquet/src/column.js";
import { convert } from "hyparquet/src/convert.js";
import { isFlatColumn } from "hyparquet/src/schema.js";
import type { Budget } from "./budget.ts";
import { type ColumnDecoder, checkedPage, claimedValues, isPassedOver } from "./page.ts";
import { endOfThrift } from "./thrift.ts";

/** Rows of a row group that are wanted. */
export interface Wanted {
  readonly from: number;
  readonly to: number;
}

/** What was read of a column: pages, the first of which begins with the row at `skipped`. */
export interface ReadPages {
  readonly data: DecodedArray[];
  readonly skipped: number;
}

/** Pages one behind the other, the first of which begins with a row of the row group. */
export interface Pages {
  readonly bytes: ArrayBuffer;
  readonly row: number;
}

/** Below this, strings that rows share are not counted. */
const FEW_BYTES = 2 ** 20;

/**
 * Reads a column's rows page by page, as hyparquet's `readColumn` does, but looks at each page before it is unpacked
 * and again before it is decoded. @throws Error where one claims what cannot be, or the budget is spent
 */
export function readPages(
  { bytes, row }: Pages,
  chunk: ColumnChunk,
  column: ColumnDecoder,
  wanted: Wanted,
  budget: Budget,
): ReadPages {
  const flat = isFlatColumn(column.schemaPath);
  const view = new DataView(bytes);
  const data: DecodedArray[] = [];
  let [rows, skipped, values, longest] = [row, row, 0, 0];
  let dictionary: DecodedArray | undefined;
  for (let at = 0; at < view.byteLength - 1 && (!flat || rows < wanted.to); ) {
    const { header, start } = headerAt(view, at);
    at = start + header.compressed_page_size;
    const count = claimedValues(header);
    if (header.type !== "DICTIONARY_PAGE") {
      values += count;
      if (values > Number(chunk.meta_data?.num_values))
        throw new Error("a page with more values than its column has");
      if (isPassedOver(header, wanted.from - rows, column)) {
        rows += header.data_page_header?.num_values ?? header.data_page_header_v2?.num_rows ?? 0;
        if (data.length === 0) skipped = rows;
        continue;
      }
    }
    const packed = new Uint8Array(bytes, start, header.compressed_page_size);
    const page = checkedPage(header, packed, column, budget);
    const open = { ...column, codec: "UNCOMPRESSED" as const };
    const reader = {
      view: new DataView(page.bytes.buffer, page.bytes.byteOffset, page.bytes.length),
      offset: 0,
    };
    if (header.type === "DICTIONARY_PAGE") {
      const words = readPage(reader, page.header, open, undefined, undefined, 0).data;
      dictionary = words && convert(words, column);
      longest = dictionary ? longestOf(dictionary) : 0;
      continue;
    }
    const last = data[data.length - 1];
    const before = last?.length ?? 0;
    const read = readPage(reader, page.header, open, dictionary, last, 0).data;
    if (read === undefined || read.length === 0) continue;
    if (read === last) rows += read.length - before;
    else {
      data.push(read);
      rows += read.length;
    }
    if (longest * count > FEW_BYTES) budget.shown(read === last ? longest * count : sizeOf(read));
  }
  if (skipped + data.reduce((sum, page) => sum + page.length, 0) < wanted.to)
    throw new Error("a column with fewer rows than it should have");
  return { data, skipped };
}

function headerAt(view: DataView, at: number): { readonly header: PageHeader; readonly start: number } {
  const start = endOfThrift(view, at);
  const header = parquetHeader({ view, offset: at });
  const { compressed_page_size: packed, uncompressed_page_size: unpacked } = header;
  if (!(packed >= 0 && start + packed <= view.byteLength && unpacked >= 0))
    throw new Error(`a page of ${packed ?? "unknown"} bytes where ${view.byteLength - start} are left`);
  if (!(claimedValues(header) >= 0)) throw new Error(`a page of ${claimedValues(header)} values`);
  return { header, start };
}

function longestOf(words: DecodedArray): number {
  let longest = 0;
  for (const word of words) longest = Math.max(longest, sizeOf(word));
  return longest;
}

/** Bytes or characters of a value, and of all in a list. */
function sizeOf(value: unknown): number {
  if (typeof value === "string" || value instanceof Uint8Array) return value.length;
  return Array.isArray(value) ? value.reduce((sum: number, one) => sum + sizeOf(one), 0) : 0;
}
