import { type FileHandle, open } from "node:fs/promises";
import { type AsyncRecordBatchStreamReader, RecordBatchReader, type Schema } from "apache-arrow";
import type { KeyValue } from "hyparquet";
import { type ClassColumn, classColumns } from "../formats/class-names.ts";
import type { TableColumn, TableRow } from "../formats/parquet-table.ts";
import { oneLine } from "../one-line.ts";
import { budgetFor } from "../parquet/budget.ts";
import { checkOffsets } from "./offsets.ts";
import { readPackedBatches } from "./packing.ts";
import { type Stretch, soundParts } from "./parts.ts";
import type { RowStretch } from "./stretches.ts";
import { arrowValue, columnKind } from "./value.ts";

/** An Arrow file, read a batch at a time. */
export interface ArrowTable {
  readonly columns: readonly TableColumn[];
  /** Those whose numbers are classes with names. */
  readonly classes: readonly ClassColumn[];
  /** Its rows in order, or those of a stretch; why the rest cannot be read is the last error. */
  read(signal: AbortSignal, stretch?: RowStretch): AsyncGenerator<TableRow | { readonly broken: string }>;
}

/** Opens an Arrow file or stream (`.arrow`, Feather 2) by its schema. @throws Error when it has none */
export async function openArrow(path: string): Promise<ArrowTable> {
  readPackedBatches();
  const schema = await schemaOf(path);
  const { fields } = schema;
  if (fields.some(({ name }) => typeof name !== "string")) throw new Error("a column without a name");
  return {
    classes: classColumns(factsOf(schema)),
    columns: fields.map(({ name, type }) => ({ name, kind: columnKind(type) })),
    async *read(signal, stretch) {
      let row = stretch?.first ?? 0;
      const stop = stretch === undefined || stretch.isLast ? Number.POSITIVE_INFINITY : row + stretch.rows;
      let skip = stretch?.skip ?? 0;
      const file = await open(path);
      try {
        const { reader, broken } = await opened(file, stretch);
        for (let next = await reader.next(); !next.done; next = await reader.next()) {
          const batch = next.value;
          for (const one of batch.data.children) checkOffsets(one);
          const shown = budgetFor(0);
          const columns = fields.map(({ name, type }, i) => ({ name, type, values: batch.getChildAt(i) }));
          for (let i = skip; i < batch.numRows && row < stop; i++, row++) {
            signal.throwIfAborted();
            const entries = columns.map(({ name, type, values }) => [
              name,
              arrowValue(type, values?.get(i), shown),
            ]);
            yield { record: Object.fromEntries(entries) };
          }
          skip = 0;
          if (row >= stop) return;
        }
        if (broken() !== undefined) throw broken();
      } catch (cause) {
        signal.throwIfAborted();
        yield { broken: `${oneLine(cause)}; readable up to row ${row}` };
      } finally {
        await file.close().catch(() => undefined);
      }
    },
  };
}

/** What a schema says beside its columns, as the footer of a Parquet file does. */
export function factsOf({ metadata }: Schema): readonly KeyValue[] {
  return [...metadata].map(([key, value]) => ({ key, value }));
}

interface Opened {
  readonly reader: AsyncRecordBatchStreamReader;
  /** Why the parts ended before their end. */
  readonly broken: () => unknown;
}

/** Reads a file's parts as the library asks for them: it looks ahead, so what is wrong with one comes behind those before it. */
export async function opened(file: FileHandle, stretch?: Stretch): Promise<Opened> {
  let broken: unknown;
  async function* untilBroken(): AsyncGenerator<Uint8Array> {
    try {
      yield* soundParts(file, stretch);
    } catch (cause) {
      broken = cause;
    }
  }
  const reader = (await RecordBatchReader.from(untilBroken())) as unknown as AsyncRecordBatchStreamReader;
  return { reader: await reader.open(), broken: () => broken };
}

/** A file's schema. @throws Error when it has none */
export async function schemaOf(path: string): Promise<Schema> {
  const file = await open(path);
  try {
    const { reader, broken } = await opened(file);
    // Of a file without a sound part the library knows no schema.
    const schema = reader.schema as Schema | undefined;
    if (schema === undefined || schema.fields.length === 0) throw broken() ?? new Error("no schema");
    return schema;
  } finally {
    await file.close();
  }
}
