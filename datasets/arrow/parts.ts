import type { FileHandle } from "node:fs/promises";
import { type DataType, MessageReader, type Schema } from "apache-arrow";
import { type Budget, budgetFor } from "../parquet/budget.ts";
import { schemaMessage } from "./footer-schema.ts";
import { checkLayout } from "./layout.ts";
import { arrowMessage, type DeclaredBatch } from "./message.ts";

const MAGIC = "ARROW1";
const CONTINUES = 0xffffffff;
/** What a schema or the head of a batch may take: thousands of columns are far below. */
const MOST_METADATA = 64 * 2 ** 20;

/**
 * The parts of an Arrow file or stream, one after another, each only once it holds what it declares: the library that
 * they are for trusts every length. The list of parts at a file's end says nothing that the parts do not.
 * @throws Error with what is wrong with the part that comes next
 */
export async function* soundParts(file: FileHandle): AsyncGenerator<Uint8Array> {
  const { at: start, end } = await boundsOf(file);
  const dictionaries = budgetFor(end);
  let schema: Schema | undefined;
  const take = (metadata: Uint8Array) => {
    const head = headOf(metadata.length);
    schema ??= new MessageReader(Buffer.concat([head, metadata])).readSchema() ?? undefined;
    if (schema === undefined) throw new Error("no schema");
    return { head, schema };
  };
  for (let at = start; at + 4 <= end; ) {
    const mark = await bytesAt(file, at, Math.min(8, end - at));
    const isNew = mark.readUInt32LE(0) === CONTINUES;
    if (isNew && mark.length < 8) throw new Error("a part that is cut off");
    const length = isNew ? mark.readInt32LE(4) : mark.readInt32LE(0);
    const begin = at + (isNew ? 8 : 4);
    if (length === 0) return;
    if (length < 0 || length > MOST_METADATA || begin + length > end)
      throw new Error("a part longer than its file");
    const metadata = await bytesAt(file, begin, length);
    const { kind, bodyLength, id, batch } = arrowMessage(metadata);
    at = begin + length + bodyLength;
    if (at > end) throw new Error("a part longer than its file");
    if (kind === "schema" && schema !== undefined) throw new Error("a second schema");
    if (kind !== "schema" && schema === undefined) {
      const first = await footerSchema(file, end);
      if (first === undefined) throw new Error("no schema");
      yield take(first).head;
      yield first;
    }
    const body = await bytesAt(file, begin + length, bodyLength);
    const { head, schema: known } = take(metadata);
    if (batch && kind === "batch")
      check(
        known.fields.map(({ type }) => type),
        batch,
        body,
        budgetFor(bodyLength),
      );
    else if (batch) check(dictionaryTypes(known, id), batch, body, dictionaries);
    // Tensors and the like are no rows.
    if (kind === "other") continue;
    yield head;
    yield metadata;
    if (bodyLength > 0) yield body;
  }
}

function headOf(length: number): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32LE(CONTINUES, 0);
  head.writeInt32LE(length, 4);
  return head;
}

/** What a file's end says of its columns, where its begin does not: Arrow's JavaScript library writes it there alone. */
async function footerSchema(file: FileHandle, end: number): Promise<Buffer | undefined> {
  const { size } = await file.stat();
  const length = size - 10 - end;
  if (length <= 8 || length > MOST_METADATA) return undefined;
  const message = schemaMessage(await bytesAt(file, end, length));
  return arrowMessage(message).kind === "schema" ? message : undefined;
}

function dictionaryTypes({ dictionaries }: Schema, id: number): readonly DataType[] {
  const type = dictionaries.get(id);
  if (type === undefined) throw new Error("a dictionary that no column has");
  return [type];
}

function check(types: readonly DataType[], batch: DeclaredBatch, body: Buffer, budget: Budget): void {
  const sizes = batch.buffers.map(({ offset, length }) => {
    if (!batch.isPacked || length === 0) return length;
    if (length < 8) throw new Error("packed values without their length");
    const unpacked = Number(body.readBigInt64LE(offset));
    if (unpacked < -1) throw new Error("packed values of a length below zero");
    return unpacked === -1 ? length - 8 : unpacked;
  });
  const { values, strings } = checkLayout(types, batch, sizes);
  // What lies in the file as it is takes no more than it has there.
  budget.page(batch.isPacked ? sizes.reduce((sum, size) => sum + size, 0) : 0, strings, true);
  budget.page(0, values - strings, false);
}

/** Where the parts begin, and where they end at the latest: in a file before the list of them. */
async function boundsOf(file: FileHandle): Promise<{ readonly at: number; readonly end: number }> {
  const { size } = await file.stat();
  const first = await bytesAt(file, 0, Math.min(8, size));
  const word = first.toString("latin1", 0, MAGIC.length);
  if (word.startsWith("FEA1"))
    throw new Error("Feather 1, an older format: write it again as Feather 2 or Parquet");
  if (word !== MAGIC) return { at: 0, end: size };
  const last = size < 18 ? undefined : await bytesAt(file, size - 10, 10);
  if (last?.toString("latin1", 4) !== MAGIC) return { at: 8, end: size };
  return { at: 8, end: Math.max(8, size - 10 - Math.max(0, last.readInt32LE(0))) };
}

/** Bytes of a buffer of their own, which begins where numbers of any size may. @throws Error where the file ends first */
async function bytesAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const bytes = Buffer.from(new ArrayBuffer(length));
  let done = 0;
  while (done < length) {
    const { bytesRead } = await file.read(bytes, done, length - done, position + done);
    if (bytesRead === 0) throw new Error("a part that is cut off");
    done += bytesRead;
  }
  return bytes;
}
