import {
  type Data,
  DataType,
  Field,
  FixedSizeList,
  LargeList,
  List,
  Map_,
  makeData,
  RecordBatch,
  Schema,
  Struct,
} from "apache-arrow";
import type { ArrowFile } from "../arrow/file.ts";
import { namesOf } from "../arrow/value.ts";
import { type DictionaryOf, emptyColumn, ownBytes } from "./arrow-columns.ts";

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
  const plain = written.map(({ name, type }) => new Field(name, bare(type), true));
  return new Schema(plain, new Map(facts.map(({ key, value = "" }) => [key, value])));
}

/** A type less what its inner fields say beside their names, which nothing measures. */
function bare(type: DataType): DataType {
  const inner = ((type.children ?? []) as Field[]).map(
    ({ name, type: one, nullable }) => new Field(name, bare(one), nullable),
  );
  const [first] = inner;
  if (DataType.isStruct(type)) return new Struct(inner);
  if (first === undefined) return type;
  if (DataType.isList(type)) return new List(first);
  if (DataType.isLargeList(type)) return new LargeList(first);
  if (DataType.isFixedSizeList(type)) return new FixedSizeList(type.listSize, first);
  return DataType.isMap(type) ? new Map_(first as never, type.keysSorted) : type;
}

/** Neighbouring rows of which the same is left out, as batches of their own. */
export function* partsOf(
  batch: RecordBatch,
  rows: readonly KeptRow[],
  schema: Schema,
  dictionaryOf: DictionaryOf,
): Generator<RecordBatch> {
  for (let start = 0; start < rows.length; ) {
    const first = rows[start] as KeptRow;
    let end = start + 1;
    while (end < rows.length && goesOn(first, rows[end] as KeptRow, end - start)) end++;
    yield partOf(batch, first, end - start, schema, dictionaryOf);
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
  dictionaryOf: DictionaryOf,
): RecordBatch {
  const children = schema.fields.map(({ name, type }) => {
    const at = batch.schema.fields.findIndex((field) => field.name === name);
    const rows = batch.data.children[at]?.slice(row, length);
    if (rows === undefined || gone.includes(name)) return emptyColumn(type, length, dictionaryOf);
    return ownBytes(pathless.includes(name) ? withoutPath(rows, dictionaryOf) : rows, dictionaryOf);
  });
  const type = new Struct(schema.fields);
  return new RecordBatch(schema, makeData({ type, length, nullCount: 0, children: children as never }));
}

/** Images whose path is left out. */
function withoutPath(rows: Data, of: DictionaryOf): Data {
  const { type, offset, length, nullCount } = rows;
  const inner = rows.children.map((child, i) =>
    type.children[i]?.name === "path" ? emptyColumn(child.type, child.length, of) : child,
  );
  return rows.clone(type, offset, length, nullCount, undefined, inner);
}
