import type { FileHandle } from "node:fs/promises";
import { type DataType, MessageReader, type Schema } from "apache-arrow";
import { type Budget, budgetFor } from "../parquet/budget.ts";
import { schemaMessage } from "./footer-schema.ts";
import { checkLayout } from "./layout.ts";
import { type ArrowMessage, arrowMessage, type DeclaredBatch } from "./message.ts";

const MAGIC = "ARROW1";
const CONTINUES = 0xffffffff;
/** What a schema or the head of a batch may take: thousands of columns are far below. */
const MOST_METADATA = 64 * 2 ** 20;

/** Some neighbouring batches of a file, by where they lie. */
export interface Stretch {
  /** Where the schema and the dictionaries before it begin, which its batches may need. */
  readonly before: readonly number[];
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

/**
 * The parts of an Arrow file or stream, or of a stretch of it with what it needs of the parts before, one after another, each only once it holds what it declares: the library that
 * they are for trusts every length. The list of parts at a file's end says nothing that the parts do not.
 * @throws Error with what is wrong with the part that comes next
 */
export async function* soundParts(file: FileHandle, stretch?: Stretch): AsyncGenerator<Uint8Array> {
  const { at: start, end } = await boundsOf(file);
  const stop = Math.min(end, stretch?.end ?? end);
  const jumps = stretch === undefined ? [] : [...stretch.before, stretch.start];
  const dictionaries = budgetFor(end);
  let schema: Schema | undefined;
  const take = (metadata: Uint8Array) => {
    const head = headOf(metadata.length);
    schema ??= new MessageReader(Buffer.concat([head, metadata])).readSchema() ?? undefined;
    if (schema === undefined) throw new Error("no schema");
    return { head, schema };
  };
  for (let at = jumps.shift() ?? start; at + 4 <= stop; ) {
    const part = await partAt(file, at, end);
    if (part === undefined) return;
    const { metadata, body: begin, kind, bodyLength, id, batch } = part;
    at = jumps.shift() ?? part.next;
    if (kind === "schema" && schema !== undefined) throw new Error("a second schema");
    if (kind !== "schema" && schema === undefined) {
      const first = await footerSchema(file, end);
      if (first === undefined) throw new Error("no schema");
      yield take(first).head;
      yield first;
    }
    const body = await bytesAt(file, begin, bodyLength);
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

/** A part by its head. */
interface PartHead extends ArrowMessage {
  readonly metadata: Buffer;
  /** Where its values begin. */
  readonly body: number;
  /** Where the next part begins. */
  readonly next: number;
}

/** The part that begins at a place; `undefined` where that is the end. @throws Error with what is wrong with it */
export async function partAt(file: FileHandle, at: number, end: number): Promise<PartHead | undefined> {
  const mark = await bytesAt(file, at, Math.min(8, end - at));
  const isNew = mark.readUInt32LE(0) === CONTINUES;
  if (isNew && mark.length < 8) throw new Error("a part that is cut off");
  const length = isNew ? mark.readInt32LE(4) : mark.readInt32LE(0);
  const begin = at + (isNew ? 8 : 4);
  if (length === 0) return undefined;
  if (length < 0 || length > MOST_METADATA || begin + length > end)
    throw new Error("a part longer than its file");
  const metadata = await bytesAt(file, begin, length);
  const message = arrowMessage(metadata);
  const body = begin + length;
  const next = body + message.bodyLength;
  if (next > end) throw new Error("a part longer than its file");
  return { ...message, metadata, body, next };
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
export async function boundsOf(file: FileHandle): Promise<{ readonly at: number; readonly end: number }> {
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
