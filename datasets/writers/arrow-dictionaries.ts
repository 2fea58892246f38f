import {
  type Data,
  DataType,
  type Dictionary,
  type Field,
  type RecordBatch,
  type Schema,
  type Vector,
  vectorFromArray,
} from "apache-arrow";
import { type DictionaryOf, slot, type WrittenDictionary } from "./arrow-columns.ts";
import type { KeptRow } from "./arrow-rows.ts";

/** Collects, over all batches of a file, what of each dictionary is written, wherever in a column it is used. */
export interface DictionaryValues {
  /** @param rows of the batch that are written, with the columns that they are written without */
  add(batch: RecordBatch, rows: readonly KeptRow[]): void;
  /** Once all are added. */
  readonly of: DictionaryOf;
}

/** Whether a column has a dictionary, or one inside of its lists and records. */
export function hasDictionary(type: DataType): boolean {
  return (
    DataType.isDictionary(type) || ((type.children ?? []) as Field[]).some((one) => hasDictionary(one.type))
  );
}

export function dictionaryValues({ fields }: Schema): DictionaryValues {
  const columns = new Set(fields.filter(({ type }) => hasDictionary(type)).map(({ name }) => name));
  const known = new Map<number, Map<string, unknown>>();
  const written = new Map<number, WrittenDictionary>();
  return {
    add(batch, rows) {
      const used = new Map<Vector, { readonly id: number; readonly slots: Set<string> }>();
      const take = (data: Data<Dictionary>, at: number) => {
        const { dictionary, type, values } = data;
        if (dictionary === undefined) return;
        const one = used.get(dictionary) ?? { id: type.id, slots: new Set() };
        used.set(dictionary, one);
        one.slots.add(slot(dictionary.get(Number(values[at]))));
      };
      for (const [i, { name }] of batch.schema.fields.entries()) {
        const column = batch.data.children[i];
        if (column === undefined || !columns.has(name)) continue;
        for (const { row, gone, pathless } of rows)
          if (!gone.includes(name)) takeFrom(column, row, take, pathless.includes(name));
      }
      for (const [dictionary, { id, slots }] of used) {
        const values = known.get(id) ?? new Map<string, unknown>();
        known.set(id, values);
        // A dictionary may be ordered: what is left of it keeps its order.
        for (const value of dictionary)
          if (value !== null && slots.has(slot(value))) values.set(slot(value), value);
      }
    },
    of({ id, dictionary }) {
      const values = known.get(id) ?? new Map<string, unknown>();
      const one = written.get(id) ?? {
        vector: vectorFromArray([...values.values()] as unknown[], dictionary),
        places: new Map([...values.keys()].map((name, i) => [name, i])),
      };
      written.set(id, one);
      return one;
    },
  };
}

/** Takes each place at which a row's value is looked up in a dictionary. @param pathless whether an image's path is left out */
function takeFrom(
  data: Data,
  at: number,
  take: (data: Data<Dictionary>, at: number) => void,
  pathless = false,
): void {
  if (!data.getValid(at)) return;
  const { type, children } = data;
  if (DataType.isDictionary(type)) take(data as Data<Dictionary>, at);
  else if (DataType.isStruct(type)) {
    for (const [i, child] of children.entries())
      if (!pathless || type.children[i]?.name !== "path") takeFrom(child, at, take);
  } else if (hasDictionary(type)) {
    const [from, to] = elementsOf(data, at);
    for (let i = from; i < to; i++) for (const child of children) takeFrom(child, i, take);
  }
}

/** Which elements of its child a list's row has. @throws Error of a kind of column in which that is not known */
function elementsOf({ type, valueOffsets }: Data, at: number): readonly [number, number] {
  if (DataType.isFixedSizeList(type)) return [at * type.listSize, (at + 1) * type.listSize];
  if (DataType.isList(type) || DataType.isLargeList(type) || DataType.isMap(type))
    return [Number(valueOffsets[at]), Number(valueOffsets[at + 1])];
  throw new Error(`Cannot copy a dictionary inside of ${String(type)}`);
}
