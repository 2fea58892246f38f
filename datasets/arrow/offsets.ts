import { type Data, DataType } from "apache-arrow";

/** Dictionaries are of many batches. */
const sound = new WeakSet<Data>();

/**
 * Holds the places that texts and lists of a batch name against the values that are there: the library takes them as
 * they are, and a place that goes back would show the same values over and over.
 * @throws Error where one goes back, or lies outside
 */
export function checkOffsets(data: Data): void {
  if (sound.has(data)) return;
  sound.add(data);
  const { type, length, children, dictionary } = data;
  if (hasOffsets(type) && length > 0) {
    const places = data.valueOffsets as unknown as ArrayLike<number | bigint>;
    const [child] = children;
    const there = child ? child.length : (data.values as Uint8Array).length;
    if (places.length <= length) throw new Error("fewer places than values");
    let before = 0;
    for (let i = 0; i <= length; i++) {
      const place = Number(places[i]);
      if (place < before) throw new Error("places that go back");
      before = place;
    }
    if (before > there) throw new Error("places outside of the values");
  }
  for (const child of children) checkOffsets(child);
  for (const one of dictionary?.data ?? []) checkOffsets(one);
}

function hasOffsets(type: DataType): boolean {
  return (
    DataType.isUtf8(type) ||
    DataType.isLargeUtf8(type) ||
    DataType.isBinary(type) ||
    DataType.isLargeBinary(type) ||
    DataType.isList(type) ||
    DataType.isLargeList(type) ||
    DataType.isMap(type)
  );
}
