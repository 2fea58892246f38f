import {
  type Data,
  DataType,
  type Dictionary,
  makeData,
  type RecordBatch,
  type Schema,
  type Vector,
  vectorFromArray,
} from "apache-arrow";

/** What is written of one column's dictionary: one for all batches, as files want it. */
interface Written {
  readonly vector: Vector;
  /** Where each value stands in it, by what tells it apart. */
  readonly places: ReadonlyMap<string, number>;
}

/** Collects, over all batches of a file, what of each dictionary is written. */
export interface DictionaryValues {
  /** @param rows of the batch that are written, with the columns that they are written without */
  add(batch: RecordBatch, rows: readonly { readonly row: number; readonly gone: readonly string[] }[]): void;
  /** Once all are added. */
  of(column: string, type: Dictionary): Written;
}

export function dictionaryValues({ fields }: Schema): DictionaryValues {
  const columns = fields.filter(({ type }) => DataType.isDictionary(type)).map(({ name }) => name);
  const known = new Map(columns.map((name) => [name, new Map<string, unknown>()]));
  const written = new Map<string, Written>();
  return {
    add(batch, rows) {
      for (const [name, values] of known) {
        const column = batch.getChild(name);
        const there = new Set<string>();
        for (const { row, gone } of rows) {
          const value: unknown = gone.includes(name) ? null : column?.get(row);
          if (value !== null && value !== undefined) there.add(slot(value));
        }
        // A dictionary may be ordered: what is left of it keeps its order.
        for (const value of column?.data[0]?.dictionary ?? [])
          if (value !== null && there.has(slot(value))) values.set(slot(value), value);
      }
    },
    of(column, type) {
      const values = known.get(column) ?? new Map<string, unknown>();
      const one = written.get(column) ?? {
        vector: vectorFromArray([...values.values()] as unknown[], type.dictionary),
        places: new Map([...values.keys()].map((name, i) => [name, i])),
      };
      written.set(column, one);
      return one;
    },
  };
}

/** A column of places in a dictionary; `null` is no place. */
export function dictionaryColumn(
  values: readonly unknown[],
  type: Dictionary,
  { vector, places }: Written,
): Data {
  const data = new type.indices.ArrayType(values.length);
  const validity = new Uint8Array(Math.ceil(values.length / 64) * 8);
  let nullCount = 0;
  for (const [i, value] of values.entries()) {
    const place = value === null || value === undefined ? undefined : places.get(slot(value));
    if (place === undefined) nullCount++;
    else {
      data[i] = place;
      validity[i >> 3] = (validity[i >> 3] ?? 0) | (1 << (i & 7));
    }
  }
  return makeData({
    type,
    length: values.length,
    nullCount,
    nullBitmap: validity,
    data,
    dictionary: vector,
  } as never);
}

function slot(value: unknown): string {
  return `${typeof value} ${String(value)}`;
}
