import type { AsyncBuffer, ColumnChunk } from "hyparquet";
import { readOffsetIndex } from "hyparquet/src/indexes.js";
import type { Pages, Wanted } from "./chunk.ts";
import { endOfThrift } from "./thrift.ts";

/** Where a column's pages lie in the file. @throws Error where that is outside it */
export function rangeOf(chunk: ColumnChunk, size: number): readonly [start: number, end: number] {
  const { meta_data: meta, file_path } = chunk;
  if (file_path) throw new Error(`a column in another file, "${file_path}"`);
  const start = Number(meta?.dictionary_page_offset || meta?.data_page_offset || 0);
  const end = start + Number(meta?.total_compressed_size ?? 0);
  if (!(start >= 0 && end >= start && end <= size)) throw new Error("a column outside its file");
  return [start, end];
}

/** Fetches a column's pages: all of them, or by the file's index of pages those that hold the rows wanted. */
export async function pagesOf(
  file: AsyncBuffer,
  chunk: ColumnChunk,
  { from, to }: Wanted,
  rows: number,
): Promise<Pages> {
  const [start, end] = rangeOf(chunk, file.byteLength);
  if (to - from === rows || !chunk.offset_index_offset || !chunk.offset_index_length)
    return { bytes: await file.slice(start, end), row: 0 };
  const at = Number(chunk.offset_index_offset);
  const index = new DataView(await file.slice(at, at + chunk.offset_index_length));
  endOfThrift(index, 0);
  const pages = readOffsetIndex({ view: index, offset: 0 }).page_locations.map((page) => ({
    start: Number(page.offset),
    end: Number(page.offset) + page.compressed_page_size,
    row: Number(page.first_row_index),
  }));
  const wanted = pages.filter(({ row }, i) => row < to && (pages[i + 1]?.row ?? rows) > from);
  const [first, last] = [wanted[0], wanted[wanted.length - 1]];
  const sound = pages.every(
    (page) => page.start >= start && page.end >= page.start && page.end <= end && page.row >= 0,
  );
  if (!first || !last || !sound || first.row > from)
    throw new Error("an index of other pages than there are");
  const data = await file.slice(first.start, last.end);
  // The dictionary, where there is one, is before the first page.
  const words = await file.slice(start, pages[0]?.start ?? start);
  return { bytes: joined(words, data), row: first.row };
}

function joined(first: ArrayBuffer, second: ArrayBuffer): ArrayBuffer {
  const both = new Uint8Array(first.byteLength + second.byteLength);
  both.set(new Uint8Array(first));
  both.set(new Uint8Array(second), first.byteLength);
  return both.buffer;
}
