import { createReadStream } from "node:fs";
import { open, readFile, stat } from "node:fs/promises";
import { createInterface } from "node:readline";
import { createGunzip } from "node:zlib";
import { parse } from "csv-parse";
import { asyncBufferFromFile, parquetMetadataAsync } from "hyparquet";
import { jsonLists } from "./json-path.ts";

/** A table as a reader finds it: its rows, and the columns that there are. */
export interface LoadedTable {
  readonly rows: number;
  readonly columns: ReadonlySet<string>;
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
  for (const format of formats) {
    if (format === "application/x-parquet") return parquet(path);
    if (format === "text/csv") return separated(path, ",");
    if (format === "text/tab-separated-values") return separated(path, "\t");
    if (format === "application/jsonlines") return lines(path);
    if (format === "application/json") return json(path, wanted);
  }
  return null;
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
  const rowsOf = (await plain(path)).pipe(
    parse({ delimiter, relax_column_count: true, relax_quotes: true, bom: true, skip_empty_lines: true }),
  );
  for await (const row of rowsOf as AsyncIterable<readonly string[]>) {
    if (columns === undefined) columns = new Set(row);
    else rows++;
  }
  return { rows, columns: columns ?? new Set() };
}

async function lines(path: string): Promise<LoadedTable> {
  const columns = new Set<string>();
  let rows = 0;
  for await (const line of createInterface({
    input: await plain(path),
    crlfDelay: Number.POSITIVE_INFINITY,
  })) {
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

/** A file as it is, or unpacked where it begins as gzip does. */
async function plain(path: string): Promise<NodeJS.ReadableStream> {
  const file = await open(path);
  const { buffer } = await file.read(Buffer.alloc(2), 0, 2, 0);
  await file.close();
  const stream = createReadStream(path);
  return buffer[0] === 0x1f && buffer[1] === 0x8b ? stream.pipe(createGunzip()) : stream;
}
