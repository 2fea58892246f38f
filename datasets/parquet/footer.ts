import {
  type AsyncBuffer,
  type FileMetaData,
  parquetSchema,
  type SchemaElement,
  type SchemaTree,
} from "hyparquet";
import { endOfThrift } from "./thrift.ts";

/** Rows of equal values take no bytes: so many are believed of any file, and so many for each byte of a large one. */
const ANY_ROWS = 2 ** 20;
const ROWS_PER_BYTE = 64;
/** Levels of lists and structures. */
const MOST_DEEP = 32;
/** Bytes of a decimal number: more than any writer's. */
const DECIMAL_BYTES = 64;
/** The mark and the footer's length at the end: https://parquet.apache.org/docs/file-format/ */
const TAIL = 8;

/** Walks the footer before hyparquet reads it, and makes lists as long as it says. @throws Error where it cannot be */
export async function checkFooter(file: AsyncBuffer): Promise<void> {
  if (file.byteLength < TAIL) return;
  const tail = new DataView(await file.slice(file.byteLength - TAIL, file.byteLength));
  const length = tail.getUint32(0, true);
  if (length > file.byteLength - TAIL) return;
  const start = file.byteLength - TAIL - length;
  endOfThrift(new DataView(await file.slice(start, file.byteLength - TAIL)), 0);
}

/**
 * The footer without columns that its schema does not know, or names twice, and without types whose decoding has no
 * bounds: these are bytes. @throws Error when it declares what cannot be
 */
export function soundFooter(
  footer: FileMetaData,
  size: number,
): { readonly metadata: FileMetaData; readonly tree: SchemaTree } {
  if (footer.schema.some(({ name }) => typeof name !== "string")) throw new Error("a column without a name");
  const schema = footer.schema.map(plainElement);
  const tree = parquetSchema({ schema });
  const leaves = new Set(leavesOf(tree));
  let rows = 0;
  const row_groups = footer.row_groups.map((group) => {
    rows += Number(group.num_rows);
    if (!(group.num_rows >= 0 && rows <= Math.max(ANY_ROWS, ROWS_PER_BYTE * size)))
      throw new Error(`a footer that declares ${rows} rows in ${size} bytes`);
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
  return { metadata: { ...footer, schema, row_groups }, tree };
}

/** Variants point anywhere in themselves, geometries say how many points follow, decimals may have millions of digits. */
function plainElement(element: SchemaElement): SchemaElement {
  const { converted_type, logical_type, type, type_length = 0, ...rest } = element;
  const kept = {
    ...rest,
    ...(type === undefined ? {} : { type }),
    ...(type_length === 0 ? {} : { type_length }),
  };
  const decimal = converted_type === "DECIMAL" || logical_type?.type === "DECIMAL";
  const endless =
    ["VARIANT", "GEOMETRY", "GEOGRAPHY"].includes(logical_type?.type ?? "") ||
    (decimal && (type === "BYTE_ARRAY" || type_length > DECIMAL_BYTES));
  return endless ? kept : element;
}

function leavesOf({ children, path }: SchemaTree, depth = 0): readonly string[] {
  if (depth > MOST_DEEP) throw new Error(`a schema of more than ${MOST_DEEP} levels`);
  return children.length === 0 ? [path.join("\0")] : children.flatMap((child) => leavesOf(child, depth + 1));
}
