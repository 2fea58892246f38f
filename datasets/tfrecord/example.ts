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
  const record: [string, unknown][] = [];
  for (const features of only(bytes, 1))
    for (const entry of only(features, 1)) {
      const parts = [...fieldsOf(entry)];
      const name = parts.find(({ id }) => id === 1)?.value;
      const feature = parts.find(({ id }) => id === 2)?.value ?? new Uint8Array();
      if (!(name instanceof Uint8Array) || !(feature instanceof Uint8Array)) throw new Error(NONE);
      record.push([decodeText(name).text, featureOf(feature)]);
    }
  if (record.length === 0) throw new Error(NONE);
  return Object.fromEntries(record);
}

const NONE = "wanted a tf.train.Example, got other bytes";

function featureOf(bytes: Uint8Array): unknown {
  const [list] = fieldsOf(bytes);
  if (list === undefined) return null;
  if (!(list.value instanceof Uint8Array)) throw new Error(NONE);
  const values = valuesOf(list.id, list.value);
  return values.length > 1 ? values : (values[0] ?? null);
}

function valuesOf(kind: number, bytes: Uint8Array): readonly unknown[] {
  if (kind === 1) return only(bytes, 1).map(asText);
  if (kind === 2) return [...fieldsOf(bytes, true)].flatMap(({ value }) => floatsOf(value));
  if (kind !== 3) throw new Error(NONE);
  return [...fieldsOf(bytes)].flatMap(({ value }) =>
    value instanceof Uint8Array ? integers(value) : [integer(value)],
  );
}

/** Bytes as text, where they are nothing else. */
function asText(bytes: Uint8Array): unknown {
  const { text, invalid } = decodeText(bytes);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these tell data from text
  return invalid || /[\0-\x08\x0e-\x1f]/u.test(text) ? bytes : text;
}

function floatsOf(value: Uint8Array | bigint): readonly number[] {
  if (!(value instanceof Uint8Array)) throw new Error(NONE);
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
