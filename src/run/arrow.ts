import {
  Bool,
  type DataType,
  Float32,
  Int32,
  Table,
  tableFromIPC,
  tableToIPC,
  Utf8,
  vectorFromArray,
} from "apache-arrow";
import type { Column, ColumnType, Row, Value } from "../../filters/index.ts";

/** Columns that every run has, before those of its filters. */
export const baseColumns: readonly Column[] = [
  { name: "key", type: "utf8", meaning: "the pair's key, unique in its dataset" },
  { name: "shard", type: "utf8", meaning: "the shard that holds it" },
  { name: "row", type: "int32", range: [0, 2 ** 31 - 1], meaning: "position in the shard, from 0" },
  { name: "caption", type: "utf8", meaning: "the caption as stored" },
  { name: "url", type: "utf8", meaning: "where the image came from, as the dataset says" },
  { name: "license", type: "utf8", meaning: "the licence, as the dataset says" },
  { name: "sha256", type: "utf8", meaning: "SHA-256 of the encoded image, hexadecimal" },
  { name: "error", type: "utf8", meaning: "why the pair could not be read or measured whole" },
  {
    name: "sample_key",
    type: "utf8",
    meaning: "what several pairs share: they are no duplicates of each other",
  },
  {
    name: "content",
    type: "utf8",
    meaning: "SHA-256 of all that was measured: captions, other texts and images, hexadecimal",
  },
  { name: "image_coverage", type: "utf8", meaning: "whether its images were measured, or why not" },
  { name: "image_worst", type: "utf8", meaning: "which of its images or frames is the worst, of several" },
  { name: "text_coverage", type: "utf8", meaning: "whether its texts were measured, or why not" },
  {
    name: "other_texts",
    type: "int32",
    range: [0, 4096],
    meaning: "texts beside its captions, and lines of texts of several",
  },
  { name: "other_text_worst", type: "utf8", meaning: "which of them is the worst" },
  {
    name: "unmeasured",
    type: "utf8",
    meaning: "JSON list of what of it nothing measured and a person could look at or read",
  },
];

const arrowTypes: Record<ColumnType, () => DataType> = {
  utf8: () => new Utf8(),
  int32: () => new Int32(),
  float32: () => new Float32(),
  bool: () => new Bool(),
};

/** Rows as one Arrow record batch in IPC stream form, ready to change threads; absent values are null. */
export function encodeRows(columns: readonly Column[], rows: readonly Row[]): Uint8Array<ArrayBuffer> {
  const vectors = columns.map(({ name, type }) => {
    const values = rows.map((row) => row[name] ?? null);
    return [name, vectorFromArray<DataType>(values, arrowTypes[type]())] as const;
  });
  // A copy of its own: the buffer is transferred to another thread.
  return new Uint8Array(tableToIPC(new Table(Object.fromEntries(vectors)), "stream"));
}

/** The columns of an IPC stream as plain arrays, in stored order. */
export function decodeColumns(bytes: Uint8Array): ReadonlyMap<string, readonly Value[]> {
  const table = tableFromIPC(bytes);
  return new Map(table.schema.fields.map(({ name }) => [name, [...(table.getChild(name) ?? [])] as Value[]]));
}
