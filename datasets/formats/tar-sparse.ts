import { type ByteReader, byteReader } from "./byte-reader.ts";
import {
  fits,
  headerNumber,
  pairs,
  paxRecords,
  type SparseFile,
  type Stored,
  sparseRecords,
  storedIn,
} from "./tar-sparse-map.ts";

const BLOCK = 512;
/** Larger files are streamed past anyway: their holes are not filled, whatever size they claim. */
const MAX_BYTES = 100 * 2 ** 20;
/** No list of names and runs is longer. */
const MAX_LIST = 2 ** 20;
const [FILE, PAX, SPARSE, FOLDER] = [0x30, 0x78, 0x53, 0x35];
const ZEROS = Buffer.alloc(2 ** 16);

/**
 * A tar in which files that GNU tar stored without their holes are whole, as other tars have them: its older format
 * and those in PAX headers. All other bytes pass as they are, and so does what is not understood.
 * @param onShift called before what follows lies elsewhere than in the archive itself
 */
export async function* withHolesFilled(
  chunks: AsyncIterable<Uint8Array>,
  onShift: () => void,
): AsyncGenerator<Uint8Array> {
  const input = byteReader(chunks);
  try {
    yield* membersFrom(input, onShift);
  } finally {
    await input.close();
  }
}

async function* membersFrom(input: ByteReader, onShift: () => void): AsyncGenerator<Uint8Array> {
  let held: Buffer | undefined;
  for (;;) {
    const header = Buffer.from(await input.take(BLOCK));
    const type = header[156];
    const size = header.length === BLOCK ? headerNumber(header, 124, 12) : Number.NaN;
    if (!isHeader(header) || !(size >= 0)) {
      if (held) yield held;
      held = undefined;
      yield header;
      if (header.length === BLOCK && header.every((byte) => byte === 0)) continue;
      return yield* input.rest();
    }
    if (type === PAX && held === undefined && size <= MAX_LIST) {
      held = Buffer.concat([header, await input.take(padded(size))]);
      continue;
    }
    const records = held ? paxRecords(held.subarray(BLOCK, BLOCK + headerNumber(held, 124, 12))) : [];
    const stated = records.findLast(([name]) => name === "size");
    const bytes = stated ? Number(stated[1]) : size;
    if (type === SPARSE) onShift();
    const sparse = type === SPARSE ? await olderSparse(header, input) : sparseRecords(records);
    if (sparse === undefined || sparse.size > MAX_BYTES) {
      if (held) yield held;
      yield header;
      yield* input.pass(type === FOLDER ? 0 : padded(bytes));
    } else {
      onShift();
      yield* whole(sparse, header, held, bytes, input);
    }
    held = undefined;
  }
}

type Sparse = Omit<SparseFile, "stored"> & { readonly stored: readonly Stored[] | undefined };

/** The runs in a header of GNU's older format, and in the blocks that go on with it. */
async function olderSparse(header: Buffer, input: ByteReader): Promise<Sparse> {
  const { stored, more } = storedIn(header, 386, 4);
  for (let next = more; next && stored.length * BLOCK < MAX_LIST; ) {
    const block = Buffer.from(await input.take(BLOCK));
    if (block.length < BLOCK) break;
    const further = storedIn(block, 0, 21);
    stored.push(...further.stored);
    next = further.more;
  }
  return { size: headerNumber(header, 483, 12), stored };
}

async function* whole(
  { size, stored: listed, name }: Sparse,
  header: Buffer,
  held: Buffer | undefined,
  bytes: number,
  input: ByteReader,
): AsyncGenerator<Uint8Array> {
  const list = listed === undefined ? await listBefore(bytes, input) : { stored: listed, length: 0 };
  const stored = list.stored.filter(({ length }) => length > 0);
  const left = bytes - list.length;
  if (!fits({ size, stored }, left)) {
    // It stays what it is: a file that cannot be read, of its own bytes.
    if (held) yield held;
    yield relabelled(header, header[156] ?? 0, left);
    return yield* input.pass(padded(left));
  }
  if (name !== undefined && held) yield named(held, name);
  yield relabelled(header, FILE, size);
  let at = 0;
  for (const { offset, length } of stored) {
    yield* zeros(offset - at);
    yield* input.pass(length);
    at = offset + length;
  }
  yield* zeros(padded(size) - at);
  await input.take(padded(left) - left);
}

/** The runs of version 1.0, in lines before the file's data. */
async function listBefore(
  bytes: number,
  input: ByteReader,
): Promise<{ readonly stored: readonly Stored[]; readonly length: number }> {
  let text = "";
  let length = 0;
  let count = Number.POSITIVE_INFINITY;
  while (text.split("\n").length - 1 < 2 * count + 1 && length < Math.min(bytes, MAX_LIST)) {
    text += Buffer.from(await input.take(BLOCK)).toString("latin1");
    length += BLOCK;
    count = Number(text.split("\n", 1)[0]);
  }
  const numbers = text.split("\n").slice(1, 2 * count + 1);
  return { stored: pairs(numbers.map(Number)), length };
}

function* zeros(count: number): Generator<Uint8Array> {
  for (let left = count; left > 0; left -= ZEROS.length)
    yield ZEROS.subarray(0, Math.min(left, ZEROS.length));
}

/** A PAX header that says a member's name and nothing else. */
function named(held: Buffer, name: string): Buffer {
  const text = ` path=${name}\n`;
  let length = Buffer.byteLength(text);
  while (String(length).length + Buffer.byteLength(text) !== length)
    length = String(length).length + Buffer.byteLength(text);
  const body = Buffer.alloc(padded(length));
  body.write(`${length}${text}`);
  return Buffer.concat([relabelled(held.subarray(0, BLOCK), PAX, length), body]);
}

/** A header of another type and size, with its sum. */
function relabelled(header: Buffer, type: number, size: number): Buffer {
  const block = Buffer.from(header);
  block[156] = type;
  block.write(`${size.toString(8).padStart(11, "0")}\0`, 124, "latin1");
  block.write(`${sumOf(block).toString(8).padStart(6, "0")}\0 `, 148, "latin1");
  return block;
}

function isHeader(block: Buffer): boolean {
  return block.length === BLOCK && sumOf(block) === headerNumber(block, 148, 8);
}

/** The sum of a header's bytes, its own field counted as spaces. */
function sumOf(block: Buffer): number {
  return block.reduce((sum, byte, i) => sum + (i >= 148 && i < 156 ? 32 : byte), 0);
}

function padded(size: number): number {
  return Math.ceil(size / BLOCK) * BLOCK;
}
