import { DataType, type Field, type Schema } from "apache-arrow";
import type { TableColumn } from "../formats/parquet-table.ts";
import type { Budget } from "../parquet/budget.ts";

/** What an element of a list takes as JavaScript holds it. */
const ELEMENT_BYTES = 64;

type Row = Readonly<Record<string, unknown>>;

/**
 * A value as a Parquet file of the same table gives it: dates as such, lists and records plain.
 * @param budget takes what the value shows: places in a column may name the same bytes over and over
 */
export function arrowValue(type: DataType, value: unknown, budget: Budget): unknown {
  if (value === null || value === undefined) return null;
  if (DataType.isDictionary(type)) return arrowValue(type.dictionary, value, budget);
  if (DataType.isTimestamp(type) || DataType.isDate(type)) return new Date(Number(value));
  if (DataType.isDecimal(type)) return decimal(value as Uint32Array, type.scale);
  if (DataType.isMap(type)) {
    const [, values] = type.children[0]?.type.children ?? [];
    budget.shown(ELEMENT_BYTES * (value as { readonly size: number }).size);
    const entries = [...(value as Iterable<readonly [unknown, unknown]>)];
    return Object.fromEntries(
      entries.map(([name, one]) => [String(name), values ? arrowValue(values.type, one, budget) : one]),
    );
  }
  if (isList(type)) {
    const element = type.children[0]?.type;
    budget.shown(ELEMENT_BYTES * (value as { readonly length: number }).length);
    return Array.from(value as Iterable<unknown>, (one) =>
      element ? arrowValue(element, one, budget) : one,
    );
  }
  if (DataType.isStruct(type))
    return Object.fromEntries(
      type.children.map((field) => [field.name, arrowValue(field.type, (value as Row)[field.name], budget)]),
    );
  if (typeof value === "string" || value instanceof Uint8Array) budget.shown(value.length);
  return value;
}

/** All names in a schema, those inside of columns too. */
export function namesIn({ fields }: Schema): readonly { readonly name: string }[] {
  return fields.flatMap(namesOf);
}

/** The name of a column and those inside of it. */
export function namesOf({ name, type }: Field): readonly { readonly name: string }[] {
  return [{ name }, ...((type.children ?? []) as Field[]).flatMap(namesOf)];
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
