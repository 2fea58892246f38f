import { readFile, stat } from "node:fs/promises";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { parse } from "csv-parse";
import { asyncBufferFromFile, parquetMetadataAsync } from "hyparquet";
import { arrowRows, unpacked } from "../../../../datasets/index.ts";
import { jsonLists } from "./json-path.ts";

/** A table as a reader finds it: its rows, and the columns that there are. */
export interface LoadedTable {
  readonly rows: number;
  readonly columns: ReadonlySet<string>;
  /** Why the reference reader fails on it. */
  readonly unread?: string;
}

/** Larger JSON is not read whole. */
const MOST_JSON = 512 * 2 ** 20;

/**
 * Counts the rows of a file as the reference reader reads it.
 * @param wanted columns, or paths in JSON
 * @returns null where its format is none that it reads as a table
 * @throws Error with one line where it cannot be read
 */
export async function loadTable(
  path: string,
  formats: readonly string[],
  wanted: readonly string[],
): Promise<LoadedTable | null> {
  const packing = formats.find((format) => PACKED.test(format));
  for (const format of formats) {
    const table = await tableOf(path, format, wanted);
    if (table === null) continue;
    return packing === undefined ? table : { ...table, unread: `it does not unpack ${packing}` };
  }
  return null;
}

const PACKED = /^application\/(?:zstd|x-bzip2|x-xz)$/u;

async function tableOf(path: string, format: string, wanted: readonly string[]): Promise<LoadedTable | null> {
  if (format === "application/x-parquet") return parquet(path);
  if (/^application\/vnd\.apache\.arrow\./u.test(format)) return arrow(path);
  if (format === "text/csv") return separated(path, ",");
  if (format === "text/tab-separated-values") return separated(path, "\t");
  if (format === "application/jsonlines") return jsonLines(path);
  if (format === "application/json") return json(path, wanted);
  return format === "text/plain" ? plainLines(path) : null;
}

async function arrow(path: string): Promise<LoadedTable> {
  const { rows, columns } = await arrowRows(path);
  return { rows, columns: new Set(columns), unread: "it has no reader of Arrow" };
}

/** Lines as they are; the reference reader takes them for a table of one column that commas part. */
async function plainLines(path: string): Promise<LoadedTable> {
  let rows = 0;
  let parted = 0;
  for await (const line of linesIn(path)) {
    if (line === "") continue;
    rows++;
    if (/[",]/u.test(line)) parted++;
  }
  const unread = parted === 0 ? {} : { unread: `it parts ${parted} of ${rows} lines at commas or quotes` };
  return { rows, columns: new Set(), ...unread };
}

function linesIn(path: string): AsyncIterable<string> {
  return createInterface({ input: plain(path), crlfDelay: Number.POSITIVE_INFINITY });
}

async function parquet(path: string): Promise<LoadedTable> {
  const metadata = await parquetMetadataAsync(await asyncBufferFromFile(path));
  // Columns of the first level: what follows the root, less what is inside of them.
  const columns = new Set<string>();
  let inside = 0;
  for (const { name, num_children = 0 } of metadata.schema.slice(1)) {
    if (inside === 0) columns.add(name);
    inside = Math.max(0, inside - 1) + num_children;
  }
  return { rows: Number(metadata.num_rows), columns };
}

async function separated(path: string, delimiter: string): Promise<LoadedTable> {
  let columns: ReadonlySet<string> | undefined;
  let rows = 0;
  const rowsOf = plain(path).pipe(
    parse({ delimiter, relax_column_count: true, relax_quotes: true, bom: true, skip_empty_lines: true }),
  );
  for await (const row of rowsOf as AsyncIterable<readonly string[]>) {
    if (columns === undefined) columns = new Set(row);
    else rows++;
  }
  return { rows, columns: columns ?? new Set() };
}

async function jsonLines(path: string): Promise<LoadedTable> {
  const columns = new Set<string>();
  let rows = 0;
  for await (const line of linesIn(path)) {
    if (line.trim() === "") continue;
    rows++;
    const row: unknown = JSON.parse(line);
    if (row !== null && typeof row === "object") for (const name of Object.keys(row)) columns.add(name);
  }
  return { rows, columns };
}

/** A list of values for each path; the reader wants them of one length. */
async function json(path: string, wanted: readonly string[]): Promise<LoadedTable> {
  if ((await stat(path)).size > MOST_JSON)
    throw new Error(`wanted at most ${MOST_JSON} bytes of JSON, got more`);
  const lists = jsonLists(JSON.parse(await readFile(path, "utf8")), wanted);
  const lengths = new Set(lists.map(({ length }) => length));
  const [rows = 0] = lengths;
  if (lengths.size > 1)
    throw new Error(`its fields are lists of different lengths: ${[...lengths].join(", ")}`);
  return { rows, columns: new Set(wanted.filter((_, i) => (lists[i]?.length ?? 0) > 0)) };
}

/** A file's bytes, unpacked where it is packed. */
function plain(path: string): Readable {
  return Readable.from(unpacked(path, new AbortController().signal), { objectMode: false });
}
