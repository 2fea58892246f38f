import { decodeText } from "../text.ts";

type Fields = Readonly<Record<string, unknown>>;

/** A field of a protocol buffer: its number, and its bytes or its number. */
interface Field {
  readonly id: number;
  readonly value: Uint8Array | bigint;
}

/**
 * Reads a `tf.train.Example` (tensorflow/core/example/example.proto): features by their names, lists of one as the value
 * itself, bytes that are text as such.
 * @throws Error where the bytes are none
 */
export function readExample(bytes: Uint8Array): Fields {
  const record = featuresIn(bytes).map(({ name, feature }) => [name, featureOf(feature)] as const);
  if (record.length === 0) throw new Error(NONE);
  return Object.fromEntries(record);
}

/** The same example with some of its features alone, each as it is stored. @throws Error where the bytes are none */
export function lessFeatures(bytes: Uint8Array, isKept: (name: string) => boolean): Uint8Array {
  const kept = featuresIn(bytes).filter(({ name }) => isKept(name));
  return inField(Buffer.concat(kept.map(({ entry }) => inField(entry))));
}

/** A message as the first field of another. */
function inField(message: Uint8Array): Uint8Array {
  const size: number[] = [];
  for (let left = message.length; ; left >>>= 7) {
    size.push(left > 0x7f ? (left & 0x7f) | 0x80 : left);
    if (left <= 0x7f) break;
  }
  return Buffer.concat([Buffer.of(0x0a, ...size), message]);
}

/** A name that comes twice stands for two values, of which readers see one: such a record is none. */
function featuresIn(bytes: Uint8Array) {
  const names = new Set<string>();
  return only(bytes, 1)
    .flatMap((features) => only(features, 1))
    .map((entry) => {
      const parts = [...fieldsOf(entry)];
      const [name, feature = new Uint8Array()] = [1, 2].map(
        (id) => parts.find((one) => one.id === id)?.value,
      );
      if (!(name instanceof Uint8Array) || !(feature instanceof Uint8Array)) throw new Error(NONE);
      const called = decodeText(name).text;
      if (parts.length > 2 || names.has(called)) throw new Error(NONE);
      names.add(called);
      return { name: called, feature, entry };
    });
}

const NONE = "wanted a tf.train.Example, got other bytes";

function featureOf(bytes: Uint8Array): unknown {
  const [list, ...more] = fieldsOf(bytes);
  if (list === undefined) return null;
  if (!(list.value instanceof Uint8Array) || more.length > 0) throw new Error(NONE);
  const values = valuesOf(list.id, list.value);
  return values.length > 1 ? values : (values[0] ?? null);
}

function valuesOf(kind: number, bytes: Uint8Array): readonly unknown[] {
  if (kind === 1) return only(bytes, 1).map(asText);
  if (kind === 2) return [...fieldsOf(bytes, true)].flatMap(({ id, value }) => floatsOf(id, value));
  if (kind !== 3) throw new Error(NONE);
  return [...fieldsOf(bytes)].flatMap(({ id, value }) => {
    if (id !== 1) throw new Error(NONE);
    return value instanceof Uint8Array ? integers(value) : [integer(value)];
  });
}

/** Bytes as text, where they are nothing else. */
function asText(bytes: Uint8Array): unknown {
  const { text, invalid } = decodeText(bytes);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these tell data from text
  return invalid || /[\0-\x08\x0e-\x1f]/u.test(text) ? bytes : text;
}

function floatsOf(id: number, value: Uint8Array | bigint): readonly number[] {
  if (id !== 1 || !(value instanceof Uint8Array) || value.length % 4 > 0) throw new Error(NONE);
  const view = new DataView(value.buffer, value.byteOffset, value.length);
  return Array.from({ length: Math.floor(value.length / 4) }, (_, i) => view.getFloat32(4 * i, true));
}

function integers(bytes: Uint8Array): readonly (number | bigint)[] {
  const read: (number | bigint)[] = [];
  for (let at = 0; at < bytes.length; ) {
    const { value, end } = varint(bytes, at);
    read.push(integer(value));
    at = end;
  }
  return read;
}

function integer(value: bigint): number | bigint {
  const signed = BigInt.asIntN(64, value);
  return Number.isSafeInteger(Number(signed)) ? Number(signed) : signed;
}

function only(bytes: Uint8Array, id: number): readonly Uint8Array[] {
  return [...fieldsOf(bytes)].map((field) => {
    if (field.id !== id || !(field.value instanceof Uint8Array)) throw new Error(NONE);
    return field.value;
  });
}

/** The fields of a message, in order. @param floats whether numbers of 32 bits may stand in it */
function* fieldsOf(bytes: Uint8Array, floats = false): Generator<Field> {
  for (let at = 0; at < bytes.length; ) {
    const tag = varint(bytes, at);
    const [id, wire] = [Number(tag.value >> 3n), Number(tag.value & 7n)];
    if (wire === 0) {
      const { value, end } = varint(bytes, tag.end);
      yield { id, value };
      at = end;
      continue;
    }
    const size = wire === 2 ? varint(bytes, tag.end) : { value: 4n, end: tag.end };
    const end = size.end + Number(size.value);
    if ((wire !== 2 && !(wire === 5 && floats)) || end > bytes.length) throw new Error(NONE);
    yield { id, value: bytes.subarray(size.end, end) };
    at = end;
  }
}

function varint(bytes: Uint8Array, start: number): { readonly value: bigint; readonly end: number } {
  let value = 0n;
  for (let i = 0; i < 10; i++) {
    const byte = bytes[start + i];
    if (byte === undefined) break;
    value |= BigInt(byte & 0x7f) << BigInt(7 * i);
    if (byte < 0x80) return { value, end: start + i + 1 };
  }
  throw new Error(NONE);
}
