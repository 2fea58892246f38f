import { open } from "node:fs/promises";
import type { KeyValue, SchemaElement } from "hyparquet";
import { fileWriter, ParquetWriter } from "hyparquet-writer";
import type { FieldColumn } from "./fields.ts";

/** Rows in memory before a row group is written: images are large. */
const ROW_GROUP = 256;

/** A Parquet file that grows by rows. */
export interface RowFile {
  append(row: Readonly<Record<string, unknown>>): Promise<void>;
  /** Writes the footer and syncs. */
  finish(): Promise<void>;
}

/**
 * Starts a Parquet file of a given schema.
 * @param columns top-level columns; a struct's children follow it
 */
export function createRowFile(
  path: string,
  columns: readonly SchemaElement[],
  kvMetadata: KeyValue[] = [],
): RowFile {
  const top = topLevel(columns);
  const schema: SchemaElement[] = [{ name: "root", num_children: top.length }, ...columns];
  const writer = new ParquetWriter({ writer: fileWriter(path), schema, kvMetadata, createdBy: "sluice" });
  let rows: Readonly<Record<string, unknown>>[] = [];
  const flush = async () => {
    const columnData = top.map((name) => ({ name, data: rows.map((row) => row[name] ?? null) }));
    rows = [];
    await writer.write({ columnData, rowGroupSize: ROW_GROUP });
  };
  return {
    async append(row) {
      rows.push(row);
      if (rows.length >= ROW_GROUP) await flush();
    },
    async finish() {
      if (rows.length > 0) await flush();
      await writer.finish();
      const file = await open(path, "r+");
      await file.sync();
      await file.close();
    },
  };
}

function topLevel(columns: readonly SchemaElement[]): readonly string[] {
  const names: string[] = [];
  for (let i = 0; i < columns.length; i += 1 + (columns[i]?.num_children ?? 0))
    names.push(columns[i]?.name ?? "");
  return names;
}

/** A nullable UTF-8 column. */
export function text(name: string): SchemaElement {
  return { name, type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "OPTIONAL" };
}

/** A nullable 32-bit column. */
export function int32(name: string): SchemaElement {
  return { name, type: "INT32", repetition_type: "OPTIONAL" };
}

const FIELD_TYPES: Readonly<Record<FieldColumn["type"], Pick<SchemaElement, "type" | "converted_type">>> = {
  int64: { type: "INT64" },
  double: { type: "DOUBLE" },
  bool: { type: "BOOLEAN" },
  json: { type: "BYTE_ARRAY", converted_type: "UTF8" },
  text: { type: "BYTE_ARRAY", converted_type: "UTF8" },
};

/** A nullable column for a field. */
export function fieldColumn({ name, type }: FieldColumn): SchemaElement {
  return { name, repetition_type: "OPTIONAL", ...FIELD_TYPES[type] };
}
