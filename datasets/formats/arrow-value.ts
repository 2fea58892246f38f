import { DataType } from "apache-arrow";
import type { TableColumn } from "./parquet-table.ts";

type Row = Readonly<Record<string, unknown>>;

/** A value as a Parquet file of the same table gives it: dates as such, lists and records plain. */
export function arrowValue(type: DataType, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  if (DataType.isDictionary(type)) return arrowValue(type.dictionary, value);
  if (DataType.isTimestamp(type) || DataType.isDate(type)) return new Date(Number(value));
  if (DataType.isDecimal(type)) return decimal(value as Uint32Array, type.scale);
  if (DataType.isMap(type)) {
    const [, values] = type.children[0]?.type.children ?? [];
    const entries = [...(value as Iterable<readonly [unknown, unknown]>)];
    return Object.fromEntries(
      entries.map(([name, one]) => [String(name), values ? arrowValue(values.type, one) : one]),
    );
  }
  if (isList(type)) {
    const element = type.children[0]?.type;
    return Array.from(value as Iterable<unknown>, (one) => (element ? arrowValue(element, one) : one));
  }
  if (DataType.isStruct(type))
    return Object.fromEntries(
      type.children.map((field) => [field.name, arrowValue(field.type, (value as Row)[field.name])]),
    );
  return value;
}

/** What a column holds: Hugging Face keeps an image as a struct of bytes and path. */
export function columnKind(type: DataType): TableColumn["kind"] {
  if (isBytes(type)) return "bytes";
  const isImage =
    DataType.isStruct(type) && type.children.some((field) => field.name === "bytes" && isBytes(field.type));
  return isImage ? "image" : "other";
}

function isBytes(type: DataType): boolean {
  return DataType.isBinary(type) || DataType.isLargeBinary(type) || DataType.isBinaryView(type);
}

function isList(type: DataType): boolean {
  return DataType.isList(type) || DataType.isLargeList(type) || DataType.isFixedSizeList(type);
}

/** A decimal's words, the least first, in two's complement. */
function decimal(words: Uint32Array, scale: number): number {
  const raw = words.reduceRight((sum, word) => (sum << 32n) | BigInt(word), 0n);
  return Number(BigInt.asIntN(words.length * 32, raw)) / 10 ** scale;
}
