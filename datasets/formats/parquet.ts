import { existsSync, readdirSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { readFields } from "../fields.ts";
import { digestFile } from "../fingerprint.ts";
import type { DatasetFormat, Location, Shard } from "../format.ts";
import type { Pair, Trouble } from "../pair.ts";
import { isImageName } from "../text.ts";
import { openTable, type Table } from "./parquet-table.ts";

/** Columns that hold encoded images as bytes: img2dataset names them after the encoding. */
const BYTES = ["image", "image_bytes", "jpg", "jpeg", "png", "webp", "bytes", "img"];
const KEYS = ["key", "uid", "SAMPLE_ID", "sample_id", "id", "hash"];

/** Parquet with images inside (Hugging Face, img2dataset), or with URLs only (LAION, DataComp, COYO). */
export const parquet: DatasetFormat = {
  id: "parquet",
  about: "files .parquet with images inside, or with URLs and captions",
  detect: async (location) => files(location).length > 0,
  async open(location) {
    const paths = files(location);
    const troubles: string[] = [];
    const tables = await Promise.all(paths.map((path) => openTable(path).catch(() => undefined)));
    const columns = [...new Set(tables.flatMap((table) => table?.columns ?? []))];
    for (const [i, table] of tables.entries())
      if (!table) troubles.push(`${basename(paths[i] ?? "")} is no Parquet file, or a damaged one`);
    const hasImages = columns.some((name) => BYTES.includes(name));
    return { shards: paths.map((path, i) => toShard(path, tables[i]?.rows)), hasImages, columns, troubles };
  },
};

/** In the folder, or in its `data/` as the Hugging Face hub lays datasets out. */
function files({ paths, isFolder }: Location): readonly string[] {
  const [root = ""] = paths;
  const folders = isFolder ? [root, join(root, "data")].filter((folder) => existsSync(folder)) : [];
  const names = isFolder
    ? folders.flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))
    : paths;
  return names.filter((path) => path.endsWith(".parquet") && existsSync(path)).sort();
}

function toShard(path: string, pairs: number | undefined): Shard {
  const name = basename(path).replace(/\.parquet$/u, "");
  return {
    name,
    source: basename(path),
    bytes: statSync(path).size,
    ...(pairs === undefined ? {} : { pairs }),
    read: (signal) => read(path, name, signal),
    digest: (signal) => digestFile(path, signal),
  };
}

async function* read(path: string, shard: string, signal: AbortSignal): AsyncGenerator<Pair | Trouble> {
  let table: Table;
  try {
    table = await openTable(path);
  } catch {
    yield { trouble: `Cannot read shard "${shard}": no Parquet file, or its footer is damaged` };
    return;
  }
  const keyField = KEYS.find((name) => table.columns.includes(name));
  const seen = new Set<string>();
  let row = 0;
  for (const group of table.groups) {
    try {
      for await (const record of table.read(group.start, group.end)) {
        signal.throwIfAborted();
        yield toPair(record, shard, row++, keyField, seen);
      }
    } catch {
      signal.throwIfAborted();
      yield {
        trouble: `Cannot read rows ${row} to ${group.end - 1} of shard "${shard}": the data is damaged`,
      };
      row = group.end;
    }
  }
}

function toPair(
  record: Record<string, unknown>,
  shard: string,
  row: number,
  keyField: string | undefined,
  seen: Set<string>,
): Pair {
  const field = BYTES.find((name) => record[name] !== undefined && record[name] !== null);
  const image = field === undefined ? undefined : encodedImage(record[field]);
  const { error, meta, ...fields } = readFields(withoutBytes(record, field));
  const problem =
    error ?? (typeof image === "string" ? `Cannot read image in column "${field}": ${image}` : undefined);
  return {
    key: uniqueKey(record, shard, row, keyField, seen),
    row,
    ...fields,
    ...(image instanceof Uint8Array ? { image: async () => image } : {}),
    ...(problem === undefined ? {} : { error: problem }),
    meta,
  };
}

/** Bytes, or a struct of bytes and path; anything else is said in words. */
function encodedImage(value: unknown): Uint8Array | string {
  if (value instanceof Uint8Array) return value;
  if (typeof value === "object" && value !== null && "bytes" in value) {
    if (value.bytes instanceof Uint8Array) return value.bytes;
    const path =
      "path" in value && typeof value.path === "string" && isImageName(value.path)
        ? value.path
        : "another file";
    return `the row holds no bytes, it points to ${path}`;
  }
  return `wanted bytes, got ${typeof value}`;
}

function withoutBytes(record: Record<string, unknown>, field: string | undefined): Record<string, unknown> {
  const entries = Object.entries(record).filter(([name]) => name !== field);
  return Object.fromEntries(
    entries.map(([name, value]) => [name, typeof value === "bigint" ? String(value) : value]),
  );
}

/** The dataset's own key where it has one, and its place in the shard where it has none or repeats it. */
function uniqueKey(
  record: Record<string, unknown>,
  shard: string,
  row: number,
  field: string | undefined,
  seen: Set<string>,
): string {
  const own = field === undefined ? undefined : record[field];
  const key = own === undefined || own === null ? `${shard}/${row}` : `${shard}/${String(own)}`;
  if (!seen.has(key)) {
    seen.add(key);
    return key;
  }
  return `${key}~${row}`;
}
