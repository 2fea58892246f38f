import {
  type AsyncBuffer,
  asyncBufferFromFile,
  type FileMetaData,
  type ParquetReadOptions,
  parquetMetadataAsync,
  parquetReadObjects,
  parquetSchema,
  type SchemaElement,
  type SchemaTree,
} from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { oneLine } from "../one-line.ts";
import { decodeText } from "../text.ts";

/** Uncompressed bytes decoded at once: bounds memory. */
const SLICE_BYTES = 32 * 2 ** 20;
/** Without an index of pages every slice reads its whole row group again: images, which are few, are better read at once. */
const IMAGE_SLICE_BYTES = 512 * 2 ** 20;
const IMAGE_ROW_BYTES = 4096;
/** Rows decoded at once: a run of equal values takes no bytes, but each row becomes an object. */
const SLICE_ROWS = 2 ** 18;
/** No writer makes larger row groups; a damaged footer may say so. */
const MOST_ROWS = 2 ** 31;
/** A page that declares more is not decompressed: a few bytes may claim any size. */
const PAGE_BYTES = 512 * 2 ** 20;

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

/** How a Parquet file is opened. */
interface TableWish {
  /** What a footer's schema says of each column, where it is read by another one. */
  readonly schema?: (schema: readonly SchemaElement[]) => SchemaElement[];
  /** Parsers instead of hyparquet's. */
  readonly parsers?: ParquetReadOptions["parsers"];
}

/** Opens a Parquet file by its footer. @throws Error when it has none */
export async function openTable(path: string, wish: TableWish = {}): Promise<Table> {
  const file = heard(await asyncBufferFromFile(path));
  const read = await parquetMetadataAsync(file, { geoparquet: false });
  const footer = wish.schema === undefined ? read : { ...read, schema: wish.schema(read.schema) };
  const tree = parquetSchema(footer);
  const metadata = readable(footer, tree);
  const slices = metadata.row_groups.flatMap(({ num_rows, total_byte_size, columns: chunks }) =>
    slicesOf(
      Number(num_rows),
      Number(total_byte_size),
      // hyparquet finds pages by the index in flat columns only.
      chunks.every((chunk) => chunk.offset_index_offset && chunk.meta_data?.path_in_schema.length === 1),
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
  const readRows = (rowStart: number, rowEnd: number, whole: boolean) =>
    parquetReadObjects({
      file,
      metadata,
      compressors: bounded,
      rowStart,
      rowEnd,
      utf8: false,
      geoparquet: false,
      useOffsetIndex: !whole,
      // A JSON column may hold broken JSON: it is text like any other.
      parsers: { jsonFromBytes: (bytes: Uint8Array) => decodeText(bytes).text, ...wish.parsers },
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
  const parts = Math.min(rows, Math.max(1, Math.ceil(bytes / most), Math.ceil(rows / SLICE_ROWS)));
  const size = Math.ceil(rows / parts);
  return Array.from({ length: parts }, (_, i) => ({
    count: Math.min(size, rows - i * size),
    whole: parts === 1,
  })).filter(({ count }) => count > 0);
}

/** Decompressors that look at the declared size first. */
const bounded = Object.fromEntries(
  Object.entries(compressors).map(([codec, decompress]) => [
    codec,
    (bytes: Uint8Array, size: number) => {
      if (!(size >= 0 && size <= PAGE_BYTES))
        throw new Error(`wanted pages of at most ${PAGE_BYTES} bytes, got one that declares ${size}`);
      return decompress(bytes, size);
    },
  ]),
);

/**
 * hyparquet fetches all parts before it looks at them, and where it stops at the first it never asks for the others: a
 * fetch that fails then rejects unheard, which would end the process. Here each is heard at once.
 */
function heard(file: AsyncBuffer): AsyncBuffer {
  return {
    byteLength: file.byteLength,
    slice(start, end) {
      const bytes = Promise.resolve().then(() => file.slice(start, end));
      bytes.catch(() => {});
      return bytes;
    },
  };
}

/**
 * The footer without columns that its schema does not know, or names twice: hyparquet decodes these as well, and drops
 * what comes of it, failures included. @throws Error when it declares what cannot be
 */
function readable(footer: FileMetaData, tree: SchemaTree): FileMetaData {
  const leaves = new Set(leavesOf(tree));
  const row_groups = footer.row_groups.map((group) => {
    if (!(group.num_rows >= 0 && group.num_rows <= MOST_ROWS))
      throw new Error(`a footer that declares ${group.num_rows} rows`);
    // Each row takes a value in each column, be it an absent one.
    const short = group.columns.find(({ meta_data }) => meta_data && meta_data.num_values < group.num_rows);
    if (short)
      throw new Error(
        `a footer that declares ${group.num_rows} rows and ${short.meta_data?.num_values} values`,
      );
    const seen = new Set<string>();
    const columns = group.columns.filter(({ meta_data }) => {
      const path = meta_data?.path_in_schema.join("\0");
      if (path === undefined || seen.has(path) || !leaves.has(path)) return meta_data === undefined;
      seen.add(path);
      return true;
    });
    return { ...group, columns };
  });
  return { ...footer, row_groups };
}

function leavesOf({ children, path }: SchemaTree): readonly string[] {
  return children.length === 0 ? [path.join("\0")] : children.flatMap(leavesOf);
}
