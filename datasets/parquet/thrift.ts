/** Structures inside structures; Parquet's own go six deep. */
const MOST_DEEP = 24;

/**
 * Walks a structure of Thrift's compact protocol and gives its end. hyparquet makes a list as long as it says it is
 * before it reads it: here each item must have its byte. @throws Error where it is none
 */
export function endOfThrift(view: DataView, start: number): number {
  let at = start;
  const varint = () => {
    let [result, shift] = [0, 0];
    for (;;) {
      const byte = view.getUint8(at++);
      result |= (byte & 0x7f) << shift;
      if ((byte & 0x80) === 0) return result >>> 0;
      shift += 7;
      if (shift > 63) throw new Error("a number without an end");
    }
  };
  const skip = (bytes: number) => {
    at += bytes;
    if (at > view.byteLength) throw new Error("a structure that is cut off");
  };
  const element = (type: number, depth: number) => {
    if (type === 3) skip(1);
    else if (type >= 4 && type <= 6) varint();
    else if (type === 7) skip(8);
    else if (type === 8) skip(varint());
    else if (type === 9) list(depth + 1);
    else if (type === 12) struct(depth + 1);
    else if (type !== 1 && type !== 2) throw new Error(`a structure with a field of type ${type}`);
  };
  const list = (depth: number) => {
    const head = view.getUint8(at++);
    const size = head >> 4 === 15 ? varint() : head >> 4;
    if (size > view.byteLength - at) throw new Error("a list that is longer than its bytes");
    const type = head & 15;
    for (let i = 0; i < size; i++) element(type === 1 || type === 2 ? 3 : type, depth);
  };
  const struct = (depth: number) => {
    if (depth > MOST_DEEP) throw new Error("structures inside structures");
    for (;;) {
      const head = view.getUint8(at++);
      if ((head & 15) === 0) return;
      if (head >> 4 === 0) varint();
      element(head & 15, depth);
    }
  };
  try {
    struct(0);
  } catch (error) {
    throw error instanceof RangeError ? new Error("a structure that is cut off") : error;
  }
  return at;
}
