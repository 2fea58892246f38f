/** A frame begins so; https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md */
const MAGIC = 0x184d2204;
const [VERSION, BLOCK_SUMS, CONTENT_SIZE, CONTENT_SUM, DICTIONARY] = [0xc0, 0x10, 0x08, 0x04, 0x01];
const STORED = 0x80000000;
/** Matches are at least so long. */
const LEAST_MATCH = 4;

/** Bytes that grow as they are written, up to a limit. */
interface Output {
  bytes: Uint8Array;
  length: number;
  readonly limit: number;
}

/**
 * Unpacks an LZ4 frame, as Arrow's buffers are.
 * @param limit bytes that it may unpack to
 * @throws Error where it is damaged, or larger
 */
export function unlz4(packed: Uint8Array, limit: number): Uint8Array {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  const out: Output = { bytes: new Uint8Array(Math.min(limit, packed.length * 4)), length: 0, limit };
  try {
    const flags = view.getUint8(4);
    if (view.getUint32(0, true) !== MAGIC || (flags & VERSION) !== 0x40 || flags & DICTIONARY)
      throw new RangeError();
    let at = 7 + (flags & CONTENT_SIZE ? 8 : 0);
    for (let size = view.getUint32(at, true); size !== 0; size = view.getUint32(at, true)) {
      const length = size & ~STORED;
      if (at + 4 + length > packed.length) throw new RangeError();
      const block = packed.subarray(at + 4, at + 4 + length);
      if (size >= STORED) append(out, block);
      else addBlock(out, block);
      at += 4 + length + (flags & BLOCK_SUMS ? 4 : 0);
    }
    if (flags & CONTENT_SUM) view.getUint32(at + 4, true);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new Error("the lz4 data is damaged", { cause });
  }
  return out.bytes.subarray(0, out.length);
}

/** Sequences of literal bytes and of a match with what came before, also in blocks before this. */
function addBlock(out: Output, block: Uint8Array): void {
  let at = 0;
  const next = () => {
    const byte = block[at++];
    if (byte === undefined) throw new RangeError();
    return byte;
  };
  const lengthOf = (start: number) => {
    let length = start;
    if (start === 15)
      for (let more = 255; more === 255; ) {
        more = next();
        length += more;
      }
    return length;
  };
  while (at < block.length) {
    const token = next();
    const literals = lengthOf(token >> 4);
    if (at + literals > block.length) throw new RangeError();
    append(out, block.subarray(at, at + literals));
    at += literals;
    if (at === block.length) return;
    const distance = next() | (next() << 8);
    const length = lengthOf(token & 15) + LEAST_MATCH;
    if (distance === 0 || distance > out.length) throw new RangeError();
    reserve(out, length);
    const { bytes, length: end } = out;
    // A match may reach into itself, and then repeats.
    if (distance >= length) bytes.copyWithin(end, end - distance, end - distance + length);
    else for (let i = 0; i < length; i++) bytes[end + i] = bytes[end + i - distance] as number;
    out.length += length;
  }
}

function append(out: Output, more: Uint8Array): void {
  reserve(out, more.length);
  out.bytes.set(more, out.length);
  out.length += more.length;
}

function reserve(out: Output, more: number): void {
  const wanted = out.length + more;
  if (wanted > out.limit) throw new Error(`wanted at most ${out.limit} bytes, got more`);
  if (wanted <= out.bytes.length) return;
  const grown = new Uint8Array(Math.min(out.limit, Math.max(wanted, out.bytes.length * 2)));
  grown.set(out.bytes.subarray(0, out.length));
  out.bytes = grown;
}
