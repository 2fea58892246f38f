import { createReadStream, existsSync, readdirSync, statSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { parse } from "csv-parse";
import { readFields } from "../fields.ts";
import { digestFiles } from "../fingerprint.ts";
import type { DatasetFormat, Location, Shard } from "../format.ts";
import { readImageFile } from "../image-file.ts";
import { readLines, splitLines } from "../lines.ts";
import type { Pair, Trouble } from "../pair.ts";
import { decodeText, numbered } from "../text.ts";
import { openTable } from "./parquet-table.ts";

const ROWS = 10_000;
const NAMES = ["metadata.jsonl", "metadata.csv", "metadata.parquet"];

/** Hugging Face's imagefolder: pictures beside a metadata file whose `file_name` names them. */
export const imagefolder: DatasetFormat = {
  id: "imagefolder",
  about: "folder with metadata.jsonl, .csv or .parquet",
  detect: async (location) => metadataFiles(location).length > 0,
  async open(location) {
    const shards = [];
    for (const path of metadataFiles(location))
      shards.push(...(await shardsOf(path, location.paths[0] ?? "")));
    return { shards, hasImages: true, columns: [], troubles: [] };
  },
};

/** At the root, or one folder down where splits have folders of their own. */
function metadataFiles({ paths, isFolder }: Location): readonly string[] {
  const [root = ""] = paths;
  if (!isFolder) return NAMES.some((name) => paths.length === 1 && root.endsWith(`/${name}`)) ? [root] : [];
  const folders = readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(root, name));
  return [root, ...folders.sort()].flatMap((folder) =>
    NAMES.map((name) => join(folder, name))
      .filter((path) => existsSync(path))
      .slice(0, 1),
  );
}

type Records = (signal: AbortSignal) => AsyncGenerator<Record<string, unknown> | Trouble>;

async function shardsOf(path: string, root: string): Promise<readonly Shard[]> {
  const folder = dirname(path);
  const split = relative(root, folder).replaceAll("/", "-");
  const prefix = split && !split.startsWith("..") ? `${split}-metadata` : "metadata";
  const parts = await partsOf(path);
  return parts.map(({ bytes, records, pairs }, i) => ({
    name: numbered(prefix, i),
    source: relative(root, path) || path,
    bytes,
    ...(pairs === undefined ? {} : { pairs }),
    read: (signal) =>
      readPairs(records(signal), folder, `${split ? `${split}/` : ""}${numbered("row", i)}`, signal),
    digest: (signal) => digest(records, folder, signal),
  }));
}

interface Part {
  readonly bytes: number;
  readonly records: Records;
  readonly pairs?: number;
}

/** Lines and Parquet rows can be cut into shards; CSV cannot, since a field may hold line ends. */
async function partsOf(path: string): Promise<readonly Part[]> {
  if (path.endsWith(".jsonl")) {
    const ranges = await splitLines(path, ROWS);
    return ranges.map((range) => ({
      bytes: range.end - range.start,
      records: (signal) => jsonLines(readLines(path, range, signal)),
    }));
  }
  if (path.endsWith(".csv")) return [{ bytes: statSync(path).size, records: () => csvRows(path) }];
  const table = await openTable(path);
  const parts = Math.max(1, Math.ceil(table.rows / ROWS));
  return Array.from({ length: parts }, (_, i) => ({
    bytes: Math.round(statSync(path).size / parts),
    pairs: Math.min(ROWS, table.rows - i * ROWS),
    records: () => table.read(i * ROWS, Math.min(table.rows, (i + 1) * ROWS)),
  }));
}

async function* jsonLines(lines: AsyncIterable<Uint8Array>): AsyncGenerator<Record<string, unknown>> {
  for await (const line of lines) {
    const { text } = decodeText(line);
    if (text.trim() === "") continue;
    yield parseLine(text) ?? { error: "Cannot read line: wanted a JSON object" };
  }
}

function parseLine(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return value !== null && typeof value === "object" && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

async function* csvRows(path: string): AsyncGenerator<Record<string, unknown> | Trouble> {
  const rows = createReadStream(path).pipe(
    parse({ columns: true, bom: true, relax_column_count: true, skip_empty_lines: true }),
  );
  try {
    for await (const row of rows) yield row as Record<string, unknown>;
  } catch (error) {
    yield {
      trouble: `Cannot read "${path.slice(path.lastIndexOf("/") + 1)}" to its end: ${error instanceof Error ? error.message.split("\n", 1)[0] : "damaged"}`,
    };
  }
}

async function* readPairs(
  records: AsyncIterable<Record<string, unknown> | Trouble>,
  folder: string,
  shard: string,
  signal: AbortSignal,
): AsyncGenerator<Pair | Trouble> {
  const seen = new Map<string, number>();
  let row = 0;
  for await (const record of records) {
    signal.throwIfAborted();
    if (isTroubleRecord(record)) yield record;
    else yield toPair(record, folder, shard, row++, seen);
  }
}

function isTroubleRecord(record: Record<string, unknown> | Trouble): record is Trouble {
  return "trouble" in record && Object.keys(record).length === 1;
}

function toPair(
  record: Record<string, unknown>,
  folder: string,
  shard: string,
  row: number,
  seen: Map<string, number>,
): Pair {
  const name = fileName(record);
  if (name === undefined) {
    const error =
      typeof record["error"] === "string"
        ? record["error"]
        : "Cannot find the image: wanted a field file_name";
    return { key: `${shard}-${row}`, row, ...readFields(record), error };
  }
  const times = (seen.get(name) ?? 0) + 1;
  seen.set(name, times);
  return {
    key: times === 1 ? name : `${name}~${times}`,
    row,
    ...readFields(record),
    image: () => readImageFile(folder, name),
  };
}

/** `file_name`, or the first field whose name ends so, as Hugging Face reads it. */
function fileName(record: Record<string, unknown>): string | undefined {
  const field =
    "file_name" in record ? "file_name" : Object.keys(record).find((name) => name.endsWith("_file_name"));
  const value = field === undefined ? undefined : record[field];
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** Of the metadata and of every picture that it names. */
async function digest(records: Records, folder: string, signal: AbortSignal): Promise<string> {
  const files = [];
  for await (const record of records(signal)) {
    const name = isTroubleRecord(record) ? undefined : fileName(record);
    if (name !== undefined) files.push({ name: JSON.stringify(record), path: join(folder, name) });
  }
  return digestFiles(files, signal);
}
