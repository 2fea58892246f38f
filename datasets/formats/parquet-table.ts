import { type ParquetReadOptions, parquetMetadataAsync, type RowGroup, type SchemaElement } from "hyparquet";
import type { ByteRange } from "../fingerprint.ts";
import { oneLine } from "../one-line.ts";
import { checkFooter, soundFooter } from "../parquet/footer.ts";
import { rangeOf } from "../parquet/place.ts";
import { readRows } from "../parquet/rows.ts";
import { bufferAt } from "../store/buffer.ts";
import { decodeText } from "../text.ts";
import { type ClassColumn, classColumns } from "./class-names.ts";

/** Uncompressed bytes decoded at once: bounds memory. */
const SLICE_BYTES = 32 * 2 ** 20;
/** Without an index of pages every slice reads its whole row group again: images, which are few, are better read at once. */
const IMAGE_SLICE_BYTES = 512 * 2 ** 20;
const IMAGE_ROW_BYTES = 4096;
/** Rows decoded at once: a run of equal values takes no bytes, but each row becomes an object. */
const SLICE_ROWS = 2 ** 18;
/** A row, or why it cannot be read. */
export type TableRow = (
  | { readonly record: Readonly<Record<string, unknown>> }
  | { readonly error: string }
) & {
  /** Counted from the first that was asked for, where some before it were left out. */
  readonly row?: number;
};

/** A column of the first level. */
export interface TableColumn {
  readonly name: string;
  /** `image` is Hugging Face's struct of bytes and path. */
  readonly kind: "image" | "bytes" | "other";
}

/** A Parquet file, read in slices. */
export interface Table {
  readonly rows: number;
  /** Where its row groups lie, and how many rows each has. */
  readonly groups: readonly RowRange[];
  readonly columns: readonly TableColumn[];
  /** Those whose numbers are classes with names. */
  readonly classes: readonly ClassColumn[];
  /** Rows from `start` up to `end`, exclusive; a damaged part gives one error per row. Row groups of which none is wanted, counted from `start`, are left out. */
  read(start: number, end: number, wanted?: ReadonlySet<number>): AsyncGenerator<TableRow>;
}

/** A row group: its rows, and its bytes in the file. */
export interface RowRange extends ByteRange {
  readonly rows: number;
}

/** How a Parquet file is opened. */
interface TableWish {
  /** What a footer's schema says of each column, where it is read by another one. */
  readonly schema?: (schema: readonly SchemaElement[]) => SchemaElement[];
  /** Parsers instead of hyparquet's. */
  readonly parsers?: ParquetReadOptions["parsers"];
}

/** Opens a Parquet file by its footer. @throws Error when it has none */
export async function openTable(path: string, wish: TableWish = {}): Promise<Table> {
  const file = await bufferAt(path);
  await checkFooter(file);
  const read = await parquetMetadataAsync(file, { geoparquet: false });
  const footer = wish.schema === undefined ? read : { ...read, schema: wish.schema(read.schema) };
  const { metadata, tree } = soundFooter(footer, file.byteLength);
  const slices = metadata.row_groups.flatMap((group) =>
    slicesOf(
      group,
      // Pages are found by the index in flat columns only.
      group.columns.every(
        (chunk) => chunk.offset_index_offset && chunk.meta_data?.path_in_schema.length === 1,
      ),
    ),
  );
  const rows = slices.reduce((sum, { count }) => sum + count, 0);
  const columns = tree.children.map(({ element, children }): TableColumn => {
    const { name, type, converted_type, logical_type } = element;
    const bytes = type === "BYTE_ARRAY" && converted_type === undefined && logical_type === undefined;
    const image = children.some(
      (child) => child.element.name === "bytes" && child.element.type === "BYTE_ARRAY",
    );
    return { name, kind: image ? "image" : bytes ? "bytes" : "other" };
  });
  file.release?.();
  // A JSON column may hold broken JSON: it is text like any other.
  const parsers = { jsonFromBytes: (bytes: Uint8Array) => decodeText(bytes).text, ...wish.parsers };
  const source = { file, tree, parsers };
  return {
    rows,
    groups: metadata.row_groups.map((group) => rangeOfGroup(group, file.byteLength)),
    columns,
    classes: classColumns(read.key_value_metadata ?? []),
    async *read(start, end, wanted) {
      let at = 0;
      for (const { group, first, count } of slices) {
        const [from, to] = [Math.max(start, at), Math.min(end, at + count)];
        at += count;
        if (from >= to || (wanted && !someOf(wanted, from - start, to - start))) continue;
        let row = from - start;
        const numbered = () => (wanted ? { row: row++ } : {});
        try {
          const place = at - count - first;
          const records = await readRows(source, group, { from: from - place, to: to - place });
          for (const record of records) yield { record, ...numbered() };
        } catch (cause) {
          const error = `Cannot read row: ${oneLine(cause)}`;
          for (let left = from; left < to; left++) yield { error, ...numbered() };
        }
      }
    },
  };
}

function someOf(wanted: ReadonlySet<number>, from: number, to: number): boolean {
  for (let row = from; row < to; row++) if (wanted.has(row)) return true;
  return false;
}

/** A row group whose columns cannot be where they are said to be is told when it is read. */
function rangeOfGroup({ num_rows, columns }: RowGroup, size: number): RowRange {
  try {
    const ranges = columns.map((chunk) => rangeOf(chunk, size));
    const start = Math.min(...ranges.map(([from]) => from));
    return { rows: Number(num_rows), start, end: Math.max(...ranges.map(([, to]) => to)) };
  } catch {
    return { rows: Number(num_rows), start: 0, end: size };
  }
}

/** Rows of a row group that are read at once. */
interface Slice {
  readonly group: RowGroup;
  /** Its first row's place in the row group. */
  readonly first: number;
  readonly count: number;
}

/** A row group is read at once where it is small, else in parts. */
function slicesOf(group: RowGroup, indexed: boolean): readonly Slice[] {
  const [rows, bytes] = [Number(group.num_rows), Number(group.total_byte_size)];
  const most = !indexed && bytes / rows > IMAGE_ROW_BYTES ? IMAGE_SLICE_BYTES : SLICE_BYTES;
  const parts = Math.min(rows, Math.max(1, Math.ceil(bytes / most), Math.ceil(rows / SLICE_ROWS)));
  const size = Math.ceil(rows / parts);
  return Array.from({ length: parts }, (_, i) => ({
    group,
    first: i * size,
    count: Math.min(size, rows - i * size),
  })).filter(({ count }) => count > 0);
}
