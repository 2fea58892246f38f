import { mkdir, open } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileWriter, ParquetWriter } from "hyparquet-writer";
import { lessTexts } from "../formats/footer-facts.ts";
import type { TableRow } from "../formats/parquet-table.ts";
import type { DatasetWriter, KeptPair, ShardWriter, Target } from "../writer.ts";
import { openRaw } from "./parquet-raw.ts";

/** Uncompressed bytes of a row group, and its rows: images are large, and numbers are many. */
const GROUP_BYTES = 64 * 2 ** 20;
const GROUP_ROWS = 50_000;

/** Rows of the source's Parquet files, with its columns, types and file names. */
export const sourceParquet: DatasetWriter = {
  id: "parquet",
  about: "the source's Parquet files with the rows that pass, their columns and types",
  numbered: false,
  needsImages: false,
  stores: () => true,
  refuses: ({ pair }) => (pair.record === undefined ? "its row could not be read" : null),
  begin,
  files: (shards) => `${shards}.parquet`,
  globs: (file) => (file === undefined ? [] : [file]),
};

async function begin({ folder, shard, carry = [] }: Target): Promise<ShardWriter> {
  const { file, source } = shard ?? {};
  // What could not be opened is a shard without a file: it has no rows, and its trouble is in the run.
  if (file === undefined || source === undefined) return nothing;
  const path = join(folder, source);
  await mkdir(dirname(path), { recursive: true });
  const { rows, stored, schema, facts, columns } = await openRaw(file);
  const raw = rows();
  const writer = new ParquetWriter({
    writer: fileWriter(path),
    schema: [...stored],
    kvMetadata: [...facts],
    // They would be of the bare values.
    statistics: false,
    createdBy: "sluice",
  });
  const measured = new Set<string>();
  const carried = new Set<string>();
  let stripped: readonly string[] = [];
  let [at, bytes] = [0, 0];
  let group: Readonly<Record<string, unknown>>[] = [];
  const flush = async () => {
    const columnData = columns.map((name) => ({ name, data: group.map((row) => row[name] ?? null) }));
    [group, bytes] = [[], 0];
    await writer.write({ columnData, rowGroupSize: GROUP_ROWS });
  };
  return {
    async write(kept) {
      let row: TableRow | undefined;
      for (; at <= kept.pair.row; at++) row = (await raw.next()).value ?? undefined;
      if (row === undefined || "error" in row)
        throw new Error(`Cannot read row ${kept.pair.row} of "${source}"`);
      const written = rowOf(row.record, kept);
      group.push(written);
      for (const { text } of kept.pair.classes ?? []) if (kept.texts?.has(text.trim())) measured.add(text);
      bytes += sizeOf(written);
      if (bytes >= GROUP_BYTES || group.length >= GROUP_ROWS) await flush();
    },
    async finish() {
      await raw.return(undefined);
      if (group.length > 0) await flush();
      writer.schema = [...schema];
      const carries = (listed: string) => {
        if (carry.includes(listed)) carried.add(listed);
        return carried.has(listed);
      };
      const less = lessTexts(facts, schema, {
        className: (name, listed) => measured.has(name) || carries(listed),
        fact: (_, listed) => carries(listed),
      });
      writer.kvMetadata = [...less.facts];
      stripped = less.stripped;
      await writer.finish();
      const handle = await open(path, "r+");
      await handle.sync();
      await handle.close();
      return [source];
    },
    kinds: () => [],
    stripped: () => stripped,
    carried: () => [...carried],
    async abandon() {
      await raw.return(undefined);
    },
  };
}

/** For a shard without rows: no file is written. */
const nothing: ShardWriter = {
  async write({ pair }) {
    throw new Error(`Cannot write "${pair.key}" as it was: wanted the file of its source, got none`);
  },
  finish: async () => [],
  kinds: () => [],
  abandon: async () => {},
};

/** The stored row less what was left out of its record: whole columns, or an image's path. */
function rowOf(
  raw: Readonly<Record<string, unknown>>,
  { pair: { record = {} } }: KeptPair,
): Readonly<Record<string, unknown>> {
  const columns = Object.entries(raw).filter(([name]) => record[name] !== undefined && record[name] !== null);
  return Object.fromEntries(
    columns.map(([name, value]) => {
      const reduced = record[name];
      const pathless = isStruct(value) && isStruct(reduced) && "path" in value && reduced["path"] === null;
      return [name, pathless ? { ...value, path: null } : value];
    }),
  );
}

function isStruct(value: unknown): value is Readonly<Record<string, unknown>> {
  return value !== null && typeof value === "object" && "bytes" in value;
}

function sizeOf(value: unknown): number {
  if (value instanceof Uint8Array) return value.length;
  if (value === null || typeof value !== "object") return 8;
  return Object.values(value).reduce((sum: number, inner) => sum + sizeOf(inner), 16);
}
