import { type FileHandle, open } from "node:fs/promises";
import { type AsyncRecordBatchStreamReader, RecordBatchReader } from "apache-arrow";
import { oneLine } from "../one-line.ts";
import { readPackedBatches } from "./arrow-packing.ts";
import { arrowValue, columnKind } from "./arrow-value.ts";
import type { TableColumn, TableRow } from "./parquet-table.ts";

/** An Arrow file, read a batch at a time. */
export interface ArrowTable {
  readonly columns: readonly TableColumn[];
  /** Its rows in order; why the rest cannot be read is the last error. */
  read(signal: AbortSignal): AsyncGenerator<TableRow | { readonly broken: string }>;
}

/** Opens an Arrow file or stream (`.arrow`, Feather 2) by its schema. @throws Error when it has none */
export async function openArrow(path: string): Promise<ArrowTable> {
  readPackedBatches();
  const { schema } = await using(path, async (reader) => reader);
  const { fields } = schema ?? { fields: [] };
  if (fields.length === 0) throw new Error("no schema");
  if (fields.some(({ name }) => typeof name !== "string")) throw new Error("a column without a name");
  return {
    columns: fields.map(({ name, type }) => ({ name, kind: columnKind(type) })),
    async *read(signal) {
      let row = 0;
      const file = await open(path);
      try {
        const reader = await opened(file);
        for (let next = await reader.next(); !next.done; next = await reader.next()) {
          const batch = next.value;
          const columns = fields.map(({ name, type }, i) => ({ name, type, values: batch.getChildAt(i) }));
          for (let i = 0; i < batch.numRows; i++, row++) {
            signal.throwIfAborted();
            const entries = columns.map(({ name, type, values }) => [name, arrowValue(type, values?.get(i))]);
            yield { record: Object.fromEntries(entries) };
          }
        }
      } catch (cause) {
        signal.throwIfAborted();
        yield { broken: `${oneLine(cause)}; readable up to row ${row}` };
      } finally {
        await file.close().catch(() => undefined);
      }
    },
  };
}

async function opened(file: FileHandle): Promise<AsyncRecordBatchStreamReader> {
  const reader = RecordBatchReader.from(await readOnce(file)) as Promise<AsyncRecordBatchStreamReader>;
  return (await reader).open();
}

/** What is read twice of a sound file: its marks and its list of parts. */
const READ_AGAIN = 2 ** 20;

/** A length below zero sends the library back to bytes that it has read, without end: here that is an error. */
async function readOnce(file: FileHandle): Promise<FileHandle> {
  let left = 2 * (await file.stat()).size + READ_AGAIN;
  const read = async (buffer: Uint8Array, offset: number, length: number, position: number) => {
    left -= length;
    if (left < 0) throw new Error("parts that begin before those in front of them");
    return file.read(buffer, offset, length, position);
  };
  const handle = { fd: file.fd, stat: () => file.stat(), read, close: () => file.close() };
  return handle as unknown as FileHandle;
}

async function using<T>(
  path: string,
  work: (reader: AsyncRecordBatchStreamReader) => Promise<T>,
): Promise<T> {
  const file = await open(path);
  try {
    return await work(await opened(file));
  } finally {
    await file.close();
  }
}
