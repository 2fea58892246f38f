/**
 * A table of a FlatBuffer, whose every place is held against the bytes that are there: the library trusts them.
 * https://flatbuffers.dev/internals/
 */
export interface FlatTable {
  byte(field: number): number;
  short(field: number): number;
  int(field: number): number;
  /** @throws Error where it is larger than a number can be told exactly */
  long(field: number): number;
  table(field: number): FlatTable | undefined;
  /** Checks that a text lies inside. */
  text(field: number): void;
  tables(field: number): readonly FlatTable[];
  /** Where a list of `size` bytes an element begins, and how many it has. */
  list(field: number, size: number): { readonly at: number; readonly length: number };
  /** A number of eight bytes anywhere in the buffer. */
  longAt(at: number): number;
}

/** Elements of all lists of tables together; more is no table that anybody means. */
const MOST_TABLES = 100_000;
const OUTSIDE = "a place outside its part";

/** The root of a FlatBuffer. @throws Error where something lies outside of its bytes */
export function flatRoot(bytes: Uint8Array): FlatTable {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let tables = 0;
  const inside = (at: number, length: number) => {
    if (at < 0 || length < 0 || at + length > bytes.length) throw new Error(OUTSIDE);
    return at;
  };
  const longAt = (at: number) => {
    const value = Number(view.getBigInt64(inside(at, 8), true));
    if (!Number.isSafeInteger(value)) throw new Error("a length beyond all");
    return value;
  };
  const follow = (at: number) => at + view.getUint32(inside(at, 4), true);
  function tableAt(at: number): FlatTable {
    const names = at - view.getInt32(inside(at, 4), true);
    const size = view.getUint16(inside(names, 4), true);
    inside(names, size);
    inside(at, view.getUint16(names + 2, true));
    /** Where a field stands; `undefined` where it has its default. */
    const place = (field: number, length: number) => {
      const slot = 4 + 2 * field;
      const offset = slot + 2 <= size ? view.getUint16(names + slot, true) : 0;
      return offset === 0 ? undefined : inside(at + offset, length);
    };
    const value = (field: number, length: number, read: (at: number) => number) => {
      const found = place(field, length);
      return found === undefined ? 0 : read(found);
    };
    const list = (field: number, each: number) => {
      const found = place(field, 4);
      if (found === undefined) return { at: 0, length: 0 };
      const start = follow(found);
      const length = view.getUint32(inside(start, 4), true);
      return { at: inside(start + 4, length * each), length };
    };
    return {
      byte: (field) => value(field, 1, (found) => view.getUint8(found)),
      short: (field) => value(field, 2, (found) => view.getInt16(found, true)),
      int: (field) => value(field, 4, (found) => view.getInt32(found, true)),
      long: (field) => value(field, 8, longAt),
      table: (field) => {
        const found = place(field, 4);
        return found === undefined ? undefined : tableAt(follow(found));
      },
      text: (field) => void list(field, 1),
      tables: (field) => {
        const { at: first, length } = list(field, 4);
        // The same table may stand in many lists, each of which is read.
        tables += length;
        if (tables > MOST_TABLES) throw new Error(`more than ${MOST_TABLES} fields`);
        return Array.from({ length }, (_, i) => tableAt(follow(first + 4 * i)));
      },
      list,
      longAt,
    };
  }
  return tableAt(follow(0));
}
