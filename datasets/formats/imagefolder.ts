import { basename, dirname, join } from "node:path";
import { captionNames, readFields } from "../fields.ts";
import { digestItems } from "../fingerprint.ts";
import type { DatasetFormat, Location, Shard } from "../format.ts";
import { type ImageFile, imageFiles } from "../image-file.ts";
import type { Pair, Trouble } from "../pair.ts";
import { isImageName, numbered } from "../text.ts";
import { uniqueKeys } from "../unique-keys.ts";
import { type MetadataEntry, type MetadataPart, metadataParts } from "./metadata-records.ts";
import { openTable } from "./parquet-table.ts";

/** Rows in a shard. */
const ROWS = 10_000;
/** Rows looked at for the name of the image column. */
const SNIFFED = 20;
/** Hugging Face's order of preference, where a folder holds several. */
const METADATA = ["metadata.jsonl", "metadata.csv", "metadata.parquet"];
const CAPTIONS = captionNames("text");

type Find = (name: string) => Promise<ImageFile>;

/** Hugging Face's imagefolder: pictures beside a metadata file whose `file_name` names them. */
export const imagefolder: DatasetFormat = {
  id: "imagefolder",
  about: "folder with metadata.jsonl, .csv or .parquet whose file_name names its images",
  async detect(location) {
    for (const file of metadataFiles(location)) if (await namesImages(join(location.root, file))) return true;
    return false;
  },
  async claims(location) {
    const reads = metadataFiles(location);
    const folders = new Set(reads.map((file) => dirname(file)));
    const isBelow = (file: string): boolean =>
      folders.has(dirname(file)) || (file !== "." && isBelow(dirname(file)));
    const pictures = location.files.filter((file) => isImageName(file) && isBelow(file));
    return { reads: [...reads, ...pictures] };
  },
  async open(location) {
    const shards: Shard[] = [];
    for (const file of metadataFiles(location)) shards.push(...(await shardsOf(location, file)));
    return { shards, hasImages: true, columns: [] };
  },
};

/** At the root or in folders of splits, one for each folder; any name will do for a file that is named itself. */
function metadataFiles({ files, isFolder }: Location): readonly string[] {
  if (!isFolder) return files.filter((file) => /\.(jsonl|csv|parquet)$/i.test(file));
  const found = new Map<string, string>();
  for (const name of METADATA)
    for (const file of files)
      if (basename(file) === name && !found.has(dirname(file))) found.set(dirname(file), file);
  return [...found.values()].sort();
}

async function namesImages(path: string): Promise<boolean> {
  let looked = 0;
  try {
    if (/\.parquet$/i.test(path)) {
      const { columns } = await openTable(path);
      return imageField(Object.fromEntries(columns.map(({ name }) => [name, true]))) !== undefined;
    }
    for (const part of await metadataParts(path, ROWS))
      for await (const entry of part.read(new AbortController().signal)) {
        if ("record" in entry && imageField(entry.record) !== undefined) return true;
        if (++looked === SNIFFED) return false;
      }
  } catch {
    // No metadata: another format may know it.
  }
  return false;
}

async function shardsOf({ root, followLinks }: Location, file: string): Promise<readonly Shard[]> {
  const path = join(root, file);
  const find = await imageFiles(dirname(path), followLinks);
  const parts = await metadataParts(path, ROWS);
  return parts.map(({ bytes, pairs, read }, i) => ({
    name: numbered(file.replace(/\.[^.]+$/, ""), i),
    source: file,
    bytes,
    ...(pairs === undefined ? {} : { pairs }),
    read: (signal) => readPairs(read(signal), find, signal),
    digest: (signal) => digestItems(digestible(read(signal), find), signal),
  }));
}

async function* readPairs(
  entries: ReturnType<MetadataPart["read"]>,
  find: Find,
  signal: AbortSignal,
): AsyncGenerator<Pair | Trouble> {
  const unique = uniqueKeys();
  let row = 0;
  for await (const entry of entries) {
    signal.throwIfAborted();
    if ("trouble" in entry) yield entry;
    else {
      const { name, ...rest } = await pairOf(entry, find);
      // Several captions of one image are several pairs: no error, but keys of their own.
      yield { key: unique(name ?? `#${row}`).key, row: row++, ...rest };
    }
  }
}

type Named = Omit<Pair, "key" | "row"> & { readonly name?: string };

async function pairOf(entry: Exclude<MetadataEntry, Trouble>, find: Find): Promise<Named> {
  if ("error" in entry) return { error: entry.error, meta: {} };
  const field = imageField(entry.record);
  const name = field === undefined ? undefined : entry.record[field];
  const rest = Object.fromEntries(Object.entries(entry.record).filter(([key]) => key !== field));
  const { error: wrong, meta, ...fields } = readFields(rest, CAPTIONS);
  const known = { ...fields, meta: entry.invalid ? { ...meta, invalid_utf8: true } : meta };
  if (typeof name !== "string" || name === "")
    return { ...known, error: wrong ?? "Cannot read row: wanted a file_name, got none" };
  const image = await find(name);
  const error = wrong ?? ("error" in image ? image.error : undefined);
  return { name, ...known, ...("image" in image ? image : {}), ...(error === undefined ? {} : { error }) };
}

/** `file_name`, or the first field whose name ends so, as Hugging Face reads it. */
function imageField(record: Readonly<Record<string, unknown>>): string | undefined {
  return Object.hasOwn(record, "file_name")
    ? "file_name"
    : Object.keys(record).find((name) => name.endsWith("_file_name"));
}

/** Each row, and the bytes of the image that it names. */
async function* digestible(entries: ReturnType<MetadataPart["read"]>, find: Find) {
  for await (const entry of entries) {
    const record = "record" in entry ? entry.record : undefined;
    const field = record && imageField(record);
    const name = field && record[field];
    const image = typeof name === "string" ? await find(name) : undefined;
    yield { name: stable(entry), ...(image && "image" in image ? { bytes: image.image } : {}) };
  }
}

/** JSON has no big integers. */
function stable(entry: MetadataEntry): string {
  return JSON.stringify(entry, (_, value: unknown) => (typeof value === "bigint" ? String(value) : value));
}
