import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from "hyparquet";
import { compressors } from "hyparquet-compressors";

/** Rows decoded at once: bounds memory when rows hold images. */
const SLICE = 256;

/** A Parquet file, read in slices. */
export interface Table {
  readonly rows: number;
  readonly columns: readonly string[];
  /** Row ranges of its row groups. */
  readonly groups: readonly { readonly start: number; readonly end: number }[];
  read(start: number, end: number): AsyncGenerator<Record<string, unknown>>;
}

/** Opens a Parquet file by its footer. @throws Error when it has none */
export async function openTable(path: string): Promise<Table> {
  const file = await asyncBufferFromFile(path);
  const metadata = await parquetMetadataAsync(file);
  let at = 0;
  const groups = metadata.row_groups.map(({ num_rows }) => {
    const start = at;
    at += Number(num_rows);
    return { start, end: at };
  });
  const [root] = metadata.schema;
  return {
    rows: at,
    columns: topLevel(metadata.schema.slice(1), root?.num_children ?? 0),
    groups,
    async *read(start, end) {
      for (let from = start; from < end; from += SLICE) {
        const rows = await parquetReadObjects({
          file,
          metadata,
          compressors,
          utf8: false,
          rowStart: from,
          rowEnd: Math.min(end, from + SLICE),
        });
        for (const row of rows) yield row;
      }
    },
  };
}

/** The schema is a tree written in depth-first order: names of its first level. */
function topLevel(
  schema: readonly { readonly name: string; readonly num_children?: number }[],
  count: number,
): readonly string[] {
  const names: string[] = [];
  const skip = (i: number): number => {
    let next = i + 1;
    for (let child = 0; child < (schema[i]?.num_children ?? 0); child++) next = skip(next);
    return next;
  };
  for (let i = 0; names.length < count && i < schema.length; i = skip(i)) names.push(schema[i]?.name ?? "");
  return names;
}
