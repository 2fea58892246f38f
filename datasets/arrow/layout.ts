import { DataType, type Field } from "apache-arrow";
import type { DeclaredBatch } from "./message.ts";

/** How many bytes each buffer of a batch holds once unpacked. */
export type BufferSizes = readonly number[];

/** Values of a batch, and how many of them are texts or bytes. */
export interface Counted {
  readonly values: number;
  readonly strings: number;
}

const MISFIT = "fewer values than it declares";

/**
 * Holds what a batch declares against the buffers that it has, column by column, as the library will read them.
 * @throws Error where a column declares more values than its bytes can hold
 */
export function checkLayout(types: readonly DataType[], batch: DeclaredBatch, sizes: BufferSizes): Counted {
  let [node, buffer, view, values, strings] = [0, 0, 0, 0, 0];
  const holds = (bytes: number, isNeeded = true) => {
    const size = sizes[buffer++];
    if (size === undefined) throw new Error("fewer parts of values than its schema has");
    if (isNeeded && size < bytes) throw new Error(MISFIT);
  };
  const visit = (type: DataType, least: number): void => {
    const own = batch.nodes[node++];
    if (own === undefined) throw new Error("fewer columns than its schema has");
    const { length, nulls } = own;
    if (length < least) throw new Error(MISFIT);
    values += length;
    if (DataType.isNull(type)) return;
    if (DataType.isUnion(type)) throw new Error("a column of a kind that is not read (a union)");
    holds(Math.ceil(length / 8), nulls > 0);
    if (isText(type)) {
      strings += length;
      const isLarge = DataType.isLargeUtf8(type) || DataType.isLargeBinary(type);
      holds((length + 1) * (isLarge ? 8 : 4), length > 0);
      holds(0);
    } else if (DataType.isUtf8View(type) || DataType.isBinaryView(type)) {
      strings += length;
      holds(16 * length);
      for (let more = batch.variadic[view++] ?? 0; more > 0; more--) holds(0);
    } else if (DataType.isList(type) || DataType.isLargeList(type) || DataType.isMap(type)) {
      holds((length + 1) * (DataType.isLargeList(type) ? 8 : 4), length > 0);
      visitAll(type.children, 0);
    } else if (DataType.isFixedSizeList(type)) visitAll(type.children, length * Math.max(0, type.listSize));
    else if (DataType.isStruct(type)) visitAll(type.children, length);
    else holds(Math.ceil((length * bitsOf(type)) / 8));
  };
  const visitAll = (fields: readonly Field[], least: number) => {
    for (const { type } of fields) visit(type, least);
  };
  for (const type of types) visit(type, batch.rows);
  return { values, strings };
}

function isText(type: DataType): boolean {
  return (
    DataType.isUtf8(type) ||
    DataType.isLargeUtf8(type) ||
    DataType.isBinary(type) ||
    DataType.isLargeBinary(type)
  );
}

/** How many bits a value of a fixed size takes. */
function bitsOf(type: DataType): number {
  if (DataType.isBool(type)) return 1;
  if (DataType.isDictionary(type)) return bitsOf(type.indices);
  if (DataType.isInt(type) || DataType.isTime(type) || DataType.isDecimal(type)) return type.bitWidth;
  if (DataType.isFixedSizeBinary(type)) return 8 * Math.max(0, type.byteWidth);
  if (DataType.isFloat(type)) return 16 << type.precision;
  if (DataType.isDate(type)) return type.unit === 0 ? 32 : 64;
  if (DataType.isInterval(type)) return [32, 64, 128][type.unit] ?? 128;
  return 64;
}
