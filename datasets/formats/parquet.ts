import { statSync } from "node:fs";
import { basename, join } from "node:path";
import { plain, readFields } from "../fields.ts";
import { digestFile } from "../fingerprint.ts";
import type { DatasetFormat, Location, Shard } from "../format.ts";
import { oneLine } from "../one-line.ts";
import type { Pair, Trouble } from "../pair.ts";
import { decodeText, kindOf } from "../text.ts";
import { type UniqueKey, uniqueKeys } from "../unique-keys.ts";
import { openTable, type Table, type TableColumn, type TableRow } from "./parquet-table.ts";

/** Columns of bytes that hold encoded images: img2dataset names them after the encoding. */
const IMAGE_NAMES = ["image", "image_bytes", "jpg", "jpeg", "png", "webp", "bytes", "img"];
/** img2dataset's key and DataComp's: unique by their makers' word. */
const KEY_NAMES = ["key", "uid"];

/** Parquet with images inside (Hugging Face, img2dataset), or with URLs only (LAION, DataComp, COYO). */
export const parquet: DatasetFormat = {
  id: "parquet",
  about: "files .parquet with images inside, or with URLs and captions",
  detect: async (location) => tables(location).length > 0,
  claims: async (location) => ({ reads: tables(location) }),
  async open(location) {
    const files = tables(location);
    const opened = await Promise.all(
      files.map((file) => openTable(join(location.root, file)).catch(() => undefined)),
    );
    const columns = opened.flatMap((table) => table?.columns ?? []);
    return {
      shards: files.map((file, i) => toShard(location.root, file, opened[i]?.rows)),
      hasImages: columns.some((column) => imageColumn([column]) !== undefined),
      columns: [...new Set(columns.map(({ name }) => name))],
    };
  },
};

function tables({ files }: Location): readonly string[] {
  return files.filter((file) => file.toLowerCase().endsWith(".parquet"));
}

function toShard(root: string, file: string, pairs: number | undefined): Shard {
  const path = join(root, file);
  return {
    name: file.replace(/\.parquet$/i, ""),
    source: file,
    bytes: statSync(path, { throwIfNoEntry: false })?.size ?? 0,
    ...(pairs === undefined ? {} : { pairs }),
    read: (signal) => read(path, signal),
    digest: (signal) => digestFile(path, signal),
  };
}

async function* read(path: string, signal: AbortSignal): AsyncGenerator<Pair | Trouble> {
  let table: Table;
  try {
    table = await openTable(path);
  } catch (cause) {
    yield { trouble: `Cannot read "${basename(path)}": wanted a Parquet file, got ${oneLine(cause)}` };
    return;
  }
  const image = imageColumn(table.columns);
  const keyName = KEY_NAMES.find((known) => table.columns.some(({ name }) => name === known));
  const nameKey = keyName === undefined ? undefined : ownKeys(keyName);
  let row = 0;
  for await (const entry of table.read(0, table.rows)) {
    signal.throwIfAborted();
    const { key, again } = nameKey?.(entry, row) ?? { key: String(row), again: false };
    const pair = "record" in entry ? toPair(entry.record, image) : { error: entry.error, meta: {} };
    const error =
      pair.error ?? (again ? `Cannot use the key of "${key}": it came before in this shard` : undefined);
    yield { key, row: row++, ...pair, ...(error === undefined ? {} : { error }) };
  }
}

/** Keys from a column; a row without one, or one that cannot be read, gets its number. */
function ownKeys(column: string): (entry: TableRow, row: number) => UniqueKey {
  const unique = uniqueKeys();
  return (entry, row) => {
    const own = "record" in entry ? entry.record[column] : undefined;
    const known = own !== undefined && own !== null && own !== "";
    return known ? unique(keyText(own)) : { ...unique(`#${row}`), again: false };
  };
}

/** Old writers do not say that their bytes are text; bytes that are none become hexadecimal. */
function keyText(own: unknown): string {
  if (!(own instanceof Uint8Array)) return String(plain(own));
  const { text, invalid } = decodeText(own);
  return invalid ? Buffer.from(own).toString("hex") : text;
}

/** The column that holds the picture: a struct of bytes and path, or bytes under a known name. */
function imageColumn(columns: readonly TableColumn[]): string | undefined {
  const structs = columns.filter(({ kind }) => kind === "image").map(({ name }) => name);
  const bytes = columns.filter(({ name, kind }) => kind === "bytes" && IMAGE_NAMES.includes(name));
  return structs.find((name) => IMAGE_NAMES.includes(name)) ?? structs[0] ?? bytes[0]?.name;
}

function toPair(
  record: Readonly<Record<string, unknown>>,
  column: string | undefined,
): Omit<Pair, "key" | "row"> {
  if (column === undefined) return readFields(record);
  const { [column]: value, ...rest } = record;
  const { error: wrong, ...fields } = readFields(rest);
  const image = encodedImage(value);
  const error = wrong ?? (typeof image === "string" ? `Cannot read image "${column}": ${image}` : undefined);
  return {
    ...fields,
    ...(image instanceof Uint8Array ? { image: async () => image } : {}),
    ...(error === undefined ? {} : { error }),
  };
}

/** Bytes, or a struct of bytes and path; anything else is said in words. */
function encodedImage(value: unknown): Uint8Array | string | undefined {
  if (value === null || value === undefined) return undefined;
  if (value instanceof Uint8Array) return value;
  if (typeof value !== "object" || !("bytes" in value)) return `wanted bytes, got ${kindOf(value)}`;
  if (value.bytes instanceof Uint8Array) return value.bytes;
  const path = "path" in value && typeof value.path === "string";
  return path
    ? "wanted bytes, got only the path of another file"
    : `wanted bytes, got ${kindOf(value.bytes)}`;
}
