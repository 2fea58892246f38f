import { DataType, Field, makeData, RecordBatch, Schema, Struct, vectorFromArray } from "apache-arrow";
import type { ArrowFile } from "../arrow/file.ts";
import { namesOf } from "../arrow/value.ts";
import { type DictionaryValues, dictionaryColumn } from "./arrow-dictionaries.ts";

type Columns = Readonly<Record<string, unknown>>;

/** A row that is written, and what is left out of it. */
export interface KeptRow {
  readonly row: number;
  /** Columns without a value. */
  readonly gone: readonly string[];
  /** Images without their path. */
  readonly pathless: readonly string[];
}

/** What is left of a row. @param record less what nobody measured, which is undefined */
export function keptRow(row: number, record: Columns): KeptRow {
  const names = Object.keys(record);
  return {
    row,
    gone: names.filter((name) => record[name] === undefined),
    pathless: names.filter((name) => isPathless(record[name])),
  };
}

function isPathless(value: unknown): boolean {
  return (
    value !== null && typeof value === "object" && "bytes" in value && "path" in value && value.path === null
  );
}

/**
 * The schema of what is written: columns whose names are words, or were measured, with what was measured of the facts
 * beside them.
 */
export function writtenSchema(
  { fields }: Schema,
  facts: ArrowFile["facts"],
  isNamed: (name: string) => boolean,
): Schema {
  const written = fields.filter((field) => namesOf(field).every(({ name }) => isNamed(name)));
  const plain = written.map(({ name, type }) => new Field(name, type, true));
  return new Schema(plain, new Map(facts.map(({ key, value = "" }) => [key, value])));
}

/** Neighbouring rows of which the same is left out, as batches of their own. */
export function* partsOf(
  batch: RecordBatch,
  rows: readonly KeptRow[],
  schema: Schema,
  dictionaries: DictionaryValues,
): Generator<RecordBatch> {
  for (let start = 0; start < rows.length; ) {
    const first = rows[start] as KeptRow;
    let end = start + 1;
    while (end < rows.length && goesOn(first, rows[end] as KeptRow, end - start)) end++;
    yield partOf(batch, first, end - start, schema, dictionaries);
    start = end;
  }
}

function goesOn(first: KeptRow, { row, gone, pathless }: KeptRow, after: number): boolean {
  return (
    row === first.row + after &&
    gone.join("\n") === first.gone.join("\n") &&
    pathless.join("\n") === first.pathless.join("\n")
  );
}

function partOf(
  batch: RecordBatch,
  { row, gone, pathless }: KeptRow,
  length: number,
  schema: Schema,
  dictionaries: DictionaryValues,
): RecordBatch {
  const children = schema.fields.map(({ name, type }) => {
    const at = batch.schema.fields.findIndex((field) => field.name === name);
    const values = () => Array.from({ length }, (_, i) => batch.getChildAt(at)?.get(row + i));
    // A dictionary holds the values of other rows too: it is written anew.
    if (DataType.isDictionary(type))
      return dictionaryColumn(
        gone.includes(name) ? Array(length).fill(null) : values(),
        type,
        dictionaries.of(name, type),
      );
    if (gone.includes(name)) return built(Array(length).fill(null), type);
    if (pathless.includes(name))
      return built(
        values().map((value) => (value ? { ...value.toJSON(), path: null } : null)),
        type,
      );
    return batch.data.children[at]?.slice(row, length);
  });
  const type = new Struct(schema.fields);
  return new RecordBatch(schema, makeData({ type, length, nullCount: 0, children: children as never }));
}

function built(values: readonly unknown[], type: DataType) {
  return vectorFromArray(values as unknown[], type).data[0];
}
