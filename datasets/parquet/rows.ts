import type { ParquetReadOptions, RowGroup, SchemaTree } from "hyparquet";
import { DEFAULT_PARSERS } from "hyparquet/src/convert.js";
import { assembleAsync, asyncGroupToRows } from "hyparquet/src/rowgroup.js";
import { getTreePath, isFlatColumn } from "hyparquet/src/schema.js";
import type { HeldBuffer } from "../store/buffer.ts";
import { budgetFor } from "./budget.ts";
import { readPages, type Wanted } from "./chunk.ts";
import { pagesOf, rangeOf } from "./place.ts";

/** A row group that is fetched whole even for a few rows: who looks at the first mostly wants the others as well. */
const FEW_BYTES = 16 * 2 ** 20;

/** A Parquet file whose footer was found to be sound. */
export interface Source {
  readonly file: HeldBuffer;
  readonly tree: SchemaTree;
  readonly parsers: ParquetReadOptions["parsers"];
}

/** Rows of a row group as objects. @throws Error where a part of it is damaged, or would take too much memory */
export async function readRows(
  { file, tree, parsers }: Source,
  group: RowGroup,
  wanted: Wanted,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const rows = Number(group.num_rows);
  const packed = group.columns
    .map((chunk) => rangeOf(chunk, file.byteLength))
    .reduce((sum, [start, end]) => sum + end - start, 0);
  // Columns that share their bytes could be any number of times as large as the file.
  if (packed > file.byteLength) throw new Error("columns that take more bytes than the file has");
  const budget = budgetFor(packed);
  await holdGroup(file, group, wanted, rows);
  const all = { ...DEFAULT_PARSERS, ...parsers };
  const asyncColumns: Parameters<typeof assembleAsync>[0]["asyncColumns"] = [];
  // One after another, so that only one is held unpacked beside the rows.
  for (const chunk of group.columns) {
    const meta = chunk.meta_data;
    if (meta === undefined) throw new Error("a column without a description");
    const schemaPath = getTreePath(tree, meta.path_in_schema);
    const element = (schemaPath[schemaPath.length - 1] as SchemaTree).element;
    const indexed = isFlatColumn(schemaPath) ? chunk : { ...chunk, offset_index_length: 0 };
    const pages = await pagesOf(file, indexed, wanted, rows);
    const column = {
      pathInSchema: meta.path_in_schema,
      schemaPath,
      element,
      type: meta.type,
      codec: meta.codec,
      parsers: all,
      utf8: false,
    };
    const read = readPages(pages, chunk, column, wanted, budget);
    const decoded = read.data.reduce((sum, page) => sum + page.length, 0);
    budget.kept(decoded === 0 ? 0 : (wanted.to - wanted.from) / decoded);
    asyncColumns.push({ pathInSchema: meta.path_in_schema, data: Promise.resolve(cut(read, wanted)) });
  }
  const whole = {
    groupStart: 0,
    groupRows: rows,
    selectStart: wanted.from,
    selectEnd: wanted.to,
    asyncColumns,
  };
  return asyncGroupToRows(assembleAsync(whole, tree, all), wanted.from, wanted.to, undefined, "object");
}

/** Of a file of another machine a row group is one request, unless it is large and an index of pages leads to the few that are wanted. */
async function holdGroup(
  file: HeldBuffer,
  group: RowGroup,
  { from, to }: Wanted,
  rows: number,
): Promise<void> {
  const indexed = group.columns.every((chunk) => chunk.offset_index_offset && chunk.offset_index_length);
  if (file.hold === undefined || group.columns.length === 0) return;
  const ranges = group.columns.map((chunk) => rangeOf(chunk, file.byteLength));
  const [start, end] = [Math.min(...ranges.map(([at]) => at)), Math.max(...ranges.map(([, at]) => at))];
  if (indexed && to - from < rows && end - start > FEW_BYTES) return;
  await file.hold(start, end);
}

/** Lets go of what was decoded beside the rows wanted. */
function cut(
  { data, skipped }: ReturnType<typeof readPages>,
  { from, to }: Wanted,
): ReturnType<typeof readPages> {
  const kept = [];
  let row = skipped;
  for (const page of data) {
    kept.push(page.slice(Math.max(0, from - row), Math.max(0, to - row)));
    row += page.length;
  }
  return { data: kept.filter((page) => page.length > 0), skipped: Math.max(skipped, from) };
}
