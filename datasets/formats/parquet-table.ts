import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects, parquetSchema } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { oneLine } from "../one-line.ts";
import { decodeText } from "../text.ts";

/** Uncompressed bytes decoded at once: bounds memory. */
const SLICE_BYTES = 32 * 2 ** 20;
/** Without an index of pages every slice reads its whole row group again: images, which are few, are better read at once. */
const IMAGE_SLICE_BYTES = 512 * 2 ** 20;
const IMAGE_ROW_BYTES = 4096;

/** A row, or why it cannot be read. */
export type TableRow = { readonly record: Readonly<Record<string, unknown>> } | { readonly error: string };

/** A column of the first level. */
export interface TableColumn {
  readonly name: string;
  /** `image` is Hugging Face's struct of bytes and path. */
  readonly kind: "image" | "bytes" | "other";
}

/** A Parquet file, read in slices. */
export interface Table {
  readonly rows: number;
  readonly columns: readonly TableColumn[];
  /** Rows from `start` up to `end`, exclusive; a damaged part gives one error per row. */
  read(start: number, end: number): AsyncGenerator<TableRow>;
}

/** Opens a Parquet file by its footer. @throws Error when it has none */
export async function openTable(path: string): Promise<Table> {
  const file = await asyncBufferFromFile(path);
  const metadata = await parquetMetadataAsync(file, { geoparquet: false });
  const slices = metadata.row_groups.flatMap(({ num_rows, total_byte_size, columns: chunks }) =>
    slicesOf(
      Number(num_rows),
      Number(total_byte_size),
      // hyparquet finds pages by the index in flat columns only.
      chunks.every((chunk) => chunk.offset_index_offset && chunk.meta_data?.path_in_schema.length === 1),
    ),
  );
  const rows = slices.reduce((sum, { count }) => sum + count, 0);
  const tree = parquetSchema(metadata);
  const columns = tree.children.map(({ element, children }): TableColumn => {
    const { name, type, converted_type, logical_type } = element;
    const bytes = type === "BYTE_ARRAY" && converted_type === undefined && logical_type === undefined;
    const image = children.some(
      (child) => child.element.name === "bytes" && child.element.type === "BYTE_ARRAY",
    );
    return { name, kind: image ? "image" : bytes ? "bytes" : "other" };
  });
  const readRows = (rowStart: number, rowEnd: number, whole: boolean) =>
    parquetReadObjects({
      file,
      metadata,
      compressors,
      rowStart,
      rowEnd,
      utf8: false,
      geoparquet: false,
      useOffsetIndex: !whole,
      // A JSON column may hold broken JSON: it is text like any other.
      parsers: { jsonFromBytes: (bytes: Uint8Array) => decodeText(bytes).text },
    });
  return {
    rows,
    columns,
    async *read(start, end) {
      let at = 0;
      for (const { count, whole } of slices) {
        const [from, to] = [Math.max(start, at), Math.min(end, at + count)];
        at += count;
        if (from >= to) continue;
        try {
          const records = await readRows(from, to, whole && to - from === count);
          for (const record of records) yield { record };
        } catch (cause) {
          const error = `Cannot read row: ${oneLine(cause)}`;
          for (let row = from; row < to; row++) yield { error };
        }
      }
    },
  };
}

interface Slice {
  readonly count: number;
  /** Whether it is a whole row group. */
  readonly whole: boolean;
}

/** A row group is read at once where it is small, else in parts. */
function slicesOf(rows: number, bytes: number, indexed: boolean): readonly Slice[] {
  const most = !indexed && bytes / rows > IMAGE_ROW_BYTES ? IMAGE_SLICE_BYTES : SLICE_BYTES;
  const parts = Math.min(rows, Math.max(1, Math.ceil(bytes / most)));
  const size = Math.ceil(rows / parts);
  return Array.from({ length: parts }, (_, i) => ({
    count: Math.min(size, rows - i * size),
    whole: parts === 1,
  })).filter(({ count }) => count > 0);
}
