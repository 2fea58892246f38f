import { mkdir, open } from "node:fs/promises";
import { dirname } from "node:path";
import { fileWriter, ParquetWriter } from "hyparquet-writer";
import { lessTexts } from "../formats/footer-facts.ts";
import { openTable, type TableRow } from "../formats/parquet-table.ts";
import { isFieldName } from "../plain-value.ts";
import { openRaw } from "./parquet-raw.ts";

/** Uncompressed bytes of a row group, and its rows: images are large, and numbers are many. */
const GROUP_BYTES = 64 * 2 ** 20;
const GROUP_ROWS = 50_000;

type Fields = Readonly<Record<string, unknown>>;

/** A row to copy: its number in the file, and what may be written of it. */
export interface CopiedRow {
  readonly row: number;
  /** Its fields as they are read, less what nobody measured. */
  readonly record: Fields;
  /** Names of its classes that were measured. */
  readonly classNames?: readonly string[];
  /** Texts that were measured: names of columns may be among them. */
  readonly texts?: ReadonlySet<string>;
}

/** A Parquet file on its way to disk that holds some rows of another. */
export interface ParquetCopy {
  /** Rows come in the order of the file. */
  append(row: CopiedRow): Promise<void>;
  /** Syncs. */
  finish(): Promise<void>;
  /** Once finished: what was left out of what stands beside the rows, and what is in it on somebody's word alone. */
  stripped(): readonly string[];
  carried(): readonly string[];
  abandon(): Promise<void>;
}

/** Copies rows with the columns, types and facts of their file. @throws Error where that has no footer */
export async function copyParquet(
  file: string,
  path: string,
  carry: readonly string[],
): Promise<ParquetCopy> {
  await mkdir(dirname(path), { recursive: true });
  // Which columns have a name to be written is known with the first row.
  let opened: Awaited<ReturnType<typeof openCopy>> | undefined;
  const begun = async (texts: ReadonlySet<string>) => {
    opened ??= await openCopy(file, path, (name) => isFieldName(name) || texts.has(name.trim()));
    return opened;
  };
  await openTable(file);
  const measured = new Set<string>();
  const carried = new Set<string>();
  let stripped: readonly string[] = [];
  let [at, bytes] = [0, 0];
  let group: Fields[] = [];
  const flush = async ({ columns, writer }: Awaited<ReturnType<typeof openCopy>>) => {
    const columnData = columns.map((name) => ({ name, data: group.map((row) => row[name] ?? null) }));
    [group, bytes] = [[], 0];
    await writer.write({ columnData, rowGroupSize: GROUP_ROWS });
  };
  return {
    async append({ row, record, classNames = [], texts = new Set() }) {
      const copy = await begun(texts);
      let read: TableRow | undefined;
      for (; at <= row; at++) read = (await copy.raw.next()).value ?? undefined;
      if (read === undefined || "error" in read) throw new Error(`Cannot read row ${row} of "${file}"`);
      const written = rowOf(read.record, record);
      group.push(written);
      for (const name of classNames) measured.add(name);
      bytes += sizeOf(written);
      if (bytes >= GROUP_BYTES || group.length >= GROUP_ROWS) await flush(copy);
    },
    async finish() {
      const copy = await begun(new Set());
      const { raw, writer, schema, facts } = copy;
      await raw.return(undefined);
      if (group.length > 0) await flush(copy);
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
    },
    stripped: () => stripped,
    carried: () => [...carried],
    async abandon() {
      await opened?.raw.return(undefined);
    },
  };
}

async function openCopy(file: string, path: string, isNamed: (name: string) => boolean) {
  const { rows, stored, ...table } = await openRaw(file, isNamed);
  const writer = new ParquetWriter({
    writer: fileWriter(path),
    schema: [...stored],
    kvMetadata: [...table.facts],
    // They would be of the bare values.
    statistics: false,
    createdBy: "sluice",
  });
  return { ...table, raw: rows(), writer };
}

/** The stored row less what was left out of its record: whole columns, or an image's path. */
function rowOf(raw: Fields, record: Fields): Fields {
  const columns = Object.entries(raw).filter(([name]) => record[name] !== undefined && record[name] !== null);
  return Object.fromEntries(
    columns.map(([name, value]) => {
      const reduced = record[name];
      const pathless = isStruct(value) && isStruct(reduced) && "path" in value && reduced["path"] === null;
      return [name, pathless ? { ...value, path: null } : value];
    }),
  );
}

function isStruct(value: unknown): value is Fields {
  return value !== null && typeof value === "object" && "bytes" in value;
}

function sizeOf(value: unknown): number {
  if (value instanceof Uint8Array) return value.length;
  if (value === null || typeof value !== "object") return 8;
  return Object.values(value).reduce((sum: number, inner) => sum + sizeOf(inner), 16);
}
