import { type Data, DataType, type Dictionary, makeData, Vector, vectorFromArray } from "apache-arrow";

/** What is written of a dictionary's values: one for all batches, as files want it. */
export interface WrittenDictionary {
  readonly vector: Vector;
  /** Where each value stands in it, by what tells it apart. */
  readonly places: ReadonlyMap<string, number>;
}

export type DictionaryOf = (type: Dictionary) => WrittenDictionary;

/** What tells a dictionary's values apart. */
export function slot(value: unknown): string {
  return `${typeof value} ${String(value)}`;
}

/**
 * Some rows of a column, with bytes of these rows alone: dictionaries and views hold the values of others too, and the
 * places of nulls may hold bytes that no reader shows.
 */
export function ownBytes(rows: Data, dictionaryOf: DictionaryOf): Data {
  const { type, length, children } = rows;
  if (!holdsMore(rows)) return rows;
  if (DataType.isDictionary(type)) return dictionaryColumn(rows as Data<Dictionary>, dictionaryOf(type));
  const own = { type, length, ...validityOf(rows) };
  if (DataType.isStruct(type))
    return makeData({ ...own, children: children.map((one) => ownBytes(one, dictionaryOf)) } as never);
  const [child] = children;
  if (child === undefined) return built(valuesOf(rows), type);
  if (DataType.isFixedSizeList(type))
    return makeData({ ...own, child: ownBytes(child, dictionaryOf) } as never);
  const { valueOffsets } = rows;
  const [begin, end] = [Number(valueOffsets[0]), Number(valueOffsets[length])];
  const rebased = (valueOffsets as Int32Array).map((one) =>
    typeof one === "bigint" ? ((one - BigInt(begin)) as never) : one - begin,
  );
  const inner = ownBytes(child.slice(begin, end - begin), dictionaryOf);
  return makeData({ ...own, valueOffsets: rebased, child: inner } as never);
}

/** A column without a value. */
export function emptyColumn(type: DataType, length: number, dictionaryOf: DictionaryOf): Data {
  const own = { type, length, nullCount: length, nullBitmap: new Uint8Array(bitmapBytes(length)) };
  const inner = (type.children ?? []).map(({ type: one }) => one as DataType);
  const empty = (one: DataType, count: number) => emptyColumn(one, count, dictionaryOf);
  if (DataType.isStruct(type))
    return makeData({ ...own, children: inner.map((one) => empty(one, length)) } as never);
  if (DataType.isDictionary(type)) {
    const data = new type.indices.ArrayType(length);
    return makeData({ ...own, data, dictionary: dictionaryOf(type).vector } as never);
  }
  const [child] = inner;
  if (child === undefined || !isList(type)) return built(Array(length).fill(null), type);
  if (DataType.isFixedSizeList(type))
    return makeData({ ...own, child: empty(child, length * type.listSize) } as never);
  const valueOffsets = new (DataType.isLargeList(type) ? BigInt64Array : Int32Array)(length + 1);
  return makeData({ ...own, valueOffsets, child: empty(child, 0) } as never);
}

function isList(type: DataType): boolean {
  return (
    DataType.isList(type) ||
    DataType.isLargeList(type) ||
    DataType.isFixedSizeList(type) ||
    DataType.isMap(type)
  );
}

/** Whether a slice of a column has bytes of other rows, or under its nulls. */
function holdsMore({ type, children, nullCount }: Data): boolean {
  if (DataType.isDictionary(type) || DataType.isUtf8View(type) || DataType.isBinaryView(type)) return true;
  const isText =
    DataType.isUtf8(type) ||
    DataType.isLargeUtf8(type) ||
    DataType.isBinary(type) ||
    DataType.isLargeBinary(type);
  return (isText && nullCount > 0) || (!DataType.isUnion(type) && children.some(holdsMore));
}

function dictionaryColumn(rows: Data<Dictionary>, { vector, places }: WrittenDictionary): Data {
  const { type, length } = rows;
  const data = new type.indices.ArrayType(length);
  const { nullBitmap } = validityOf(rows);
  let nullCount = 0;
  for (const [i, value] of valuesOf(rows).entries()) {
    const place = value === null || value === undefined ? undefined : places.get(slot(value));
    if (place !== undefined) data[i] = place;
    else {
      nullCount++;
      nullBitmap[i >> 3] = (nullBitmap[i >> 3] ?? 0) & ~(1 << (i & 7));
    }
  }
  return makeData({ type, length, nullCount, nullBitmap, data, dictionary: vector } as never);
}

function valuesOf(rows: Data): readonly unknown[] {
  const column = new Vector([rows]);
  return Array.from({ length: rows.length }, (_, i) => column.get(i));
}

function validityOf(rows: Data): { readonly nullCount: number; readonly nullBitmap: Uint8Array } {
  const nullBitmap = new Uint8Array(bitmapBytes(rows.length));
  let nullCount = 0;
  for (let i = 0; i < rows.length; i++)
    if (rows.getValid(i)) nullBitmap[i >> 3] = (nullBitmap[i >> 3] ?? 0) | (1 << (i & 7));
    else nullCount++;
  return { nullCount, nullBitmap };
}

function bitmapBytes(length: number): number {
  return Math.ceil(length / 64) * 8;
}

function built(values: readonly unknown[], type: DataType): Data {
  return vectorFromArray(values as unknown[], type).data[0] ?? makeData({ type, length: 0 } as never);
}
