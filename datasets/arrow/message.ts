import { type FlatTable, flatRoot } from "./flat.ts";

/** A batch as its message declares it. */
export interface DeclaredBatch {
  readonly rows: number;
  /** A field's length and how many of its values are missing, fields in the order of the schema, nested ones behind theirs. */
  readonly nodes: readonly { readonly length: number; readonly nulls: number }[];
  /** Places in the body. */
  readonly buffers: readonly { readonly offset: number; readonly length: number }[];
  readonly isPacked: boolean;
  /** Of each column of views, how many buffers its values lie in. */
  readonly variadic: readonly number[];
}

/** What an Arrow message says of itself: https://github.com/apache/arrow/blob/main/format/Message.fbs */
export interface ArrowMessage {
  readonly kind: "schema" | "dictionary" | "batch" | "other";
  readonly bodyLength: number;
  /** Of a dictionary its id. */
  readonly id: number;
  readonly batch?: DeclaredBatch;
}

/** Nested deeper, no field is meant. */
const MAX_DEPTH = 64;
/** The last kind of column that the format has; the library knows no later one. */
const LAST_TYPE = 24;
const RUN_END_ENCODED = 22;
const TIMESTAMP = 10;
const UNION = 14;

/** Reads a message's metadata. @throws Error where it declares what its bytes do not hold */
export function arrowMessage(metadata: Uint8Array): ArrowMessage {
  const message = flatRoot(metadata);
  const bodyLength = message.long(3);
  if (bodyLength < 0) throw new Error("a part of a length below zero");
  const header = message.table(2);
  for (const one of message.tables(4)) keyValue(one);
  const kind = (["other", "schema", "dictionary", "batch"] as const)[message.byte(1)] ?? "other";
  if (header === undefined) throw new Error("a part without a head");
  if (kind === "schema") {
    for (const field of header.tables(1)) checkField(field, 0);
    for (const one of header.tables(2)) keyValue(one);
    header.list(3, 8);
  }
  if (kind === "batch") return { kind, bodyLength, id: 0, batch: declared(header, bodyLength) };
  if (kind !== "dictionary") return { kind, bodyLength, id: 0 };
  const data = header.table(1);
  if (data === undefined) throw new Error("a dictionary without values");
  return { kind, bodyLength, id: header.long(0), batch: declared(data, bodyLength) };
}

function checkField(field: FlatTable, depth: number): void {
  if (depth > MAX_DEPTH) throw new Error(`fields nested deeper than ${MAX_DEPTH}`);
  field.text(0);
  const kind = field.byte(2);
  const type = field.table(3);
  if (type === undefined || kind === 0 || kind > LAST_TYPE || kind === RUN_END_ENCODED)
    throw new Error(
      `a column of a kind that is not read${kind === RUN_END_ENCODED ? " (run-end encoded)" : ""}`,
    );
  if (kind === TIMESTAMP) type.text(1);
  if (kind === UNION) type.list(1, 4);
  field.table(4)?.table(1);
  for (const child of field.tables(5)) checkField(child, depth + 1);
  for (const one of field.tables(6)) keyValue(one);
}

function keyValue(pair: FlatTable): void {
  pair.text(0);
  pair.text(1);
}

function declared(batch: FlatTable, bodyLength: number): DeclaredBatch {
  const rows = batch.long(0);
  const pairs = (field: number) => {
    const { at, length } = batch.list(field, 16);
    return Array.from(
      { length },
      (_, i) => [batch.longAt(at + 16 * i), batch.longAt(at + 16 * i + 8)] as const,
    );
  };
  const nodes = pairs(1).map(([length, nulls]) => ({ length, nulls }));
  const buffers = pairs(2).map(([offset, length]) => ({ offset, length }));
  if (rows < 0 || nodes.some(({ length, nulls }) => length < 0 || nulls < 0 || nulls > length))
    throw new Error("a number of values below zero");
  for (const { offset, length } of buffers)
    if (offset < 0 || length < 0 || offset + length > bodyLength)
      throw new Error("values outside of their part");
  const { at, length } = batch.list(4, 8);
  const variadic = Array.from({ length }, (_, i) => batch.longAt(at + 8 * i));
  if (variadic.some((count) => count < 0 || count > buffers.length))
    throw new Error("more parts of values than there are");
  return { rows, nodes, buffers, isPacked: batch.table(3) !== undefined, variadic };
}
