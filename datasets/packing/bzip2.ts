import { type BitReader, bitReader, OutOfBytes } from "./bits.ts";
import { decodeBlock } from "./bzip2-block.ts";
import { crcOf } from "./bzip2-crc.ts";

const BLOCK = 0x314159265359;
const END = 0x177245385090;
/** Bytes given out at once: equal runs may unpack a block to fifty times its size. */
const PIECE = 2 ** 18;
/** Pieces held back at most. */
const HELD = 16;
/** Bytes read at least before a block is tried again. */
const MORE = 2 ** 20;

/**
 * Unpacks bzip2 streams, one behind the other, a block at a time.
 * @throws Error where they are damaged or cut short
 */
export async function* bunzip2(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const bits = bitReader();
  let sum = 0;
  let size = 0;
  const input = chunks[Symbol.asyncIterator]();
  let more = true;
  while (true) {
    bits.mark();
    let step: Step;
    try {
      step = nextStep(bits, size);
    } catch (cause) {
      if (!(cause instanceof OutOfBytes)) throw cause;
      bits.rewind();
      if (!more) {
        if (size === 0 && bits.isAtEnd()) return;
        throw new Error("the archive is cut short", { cause });
      }
      // A block is decoded anew whenever its bytes end: many come at once.
      for (let added = 0; more && added < MORE; ) {
        const { done, value } = await input.next();
        if (done) more = false;
        else {
          bits.add(value);
          added += value.length;
        }
      }
      continue;
    }
    if (step.kind === "start") [size, sum] = [step.size, 0];
    else if (step.kind === "end") {
      if (step.sum !== sum) throw new Error("the bzip2 data is damaged");
      size = 0;
    } else {
      yield* checked(pieces(step.symbols, step.origin), step.sum);
      sum = (((sum << 1) | (sum >>> 31)) ^ step.sum) >>> 0;
    }
  }
}

type Step =
  | { readonly kind: "start"; readonly size: number }
  | { readonly kind: "end"; readonly sum: number }
  | {
      readonly kind: "block";
      readonly sum: number;
      readonly symbols: Uint32Array;
      readonly origin: number;
    };

/** @param size of a block at most; 0 between streams */
function nextStep(bits: BitReader, size: number): Step {
  if (size === 0) {
    const magic = bits.read(24);
    const level = bits.read(8) - 48;
    if (magic !== 0x425a68 || level < 1 || level > 9) throw new Error("the bzip2 data is damaged");
    return { kind: "start", size: level * 100_000 };
  }
  const mark = bits.read(24) * 2 ** 24 + bits.read(24);
  const sum = bits.read(32) >>> 0;
  if (mark === END) {
    bits.align();
    return { kind: "end", sum };
  }
  if (mark !== BLOCK) throw new Error("the bzip2 data is damaged");
  return { kind: "block", sum, ...decodeBlock(bits, size) };
}

/** Holds pieces back until their sum is known to be right, or there are so many that only a bomb has them. */
function* checked(pieces: Iterable<Uint8Array>, sum: number): Generator<Uint8Array> {
  const crc = crcOf();
  let held: Uint8Array[] | undefined = [];
  for (const piece of pieces) {
    crc.add(piece);
    if (held === undefined) yield piece;
    else if (held.push(piece) === HELD) {
      yield* held;
      held = undefined;
    }
  }
  if (crc.value() !== sum) throw new Error("the bzip2 data is damaged");
  if (held !== undefined) yield* held;
}

/** Follows the sorted symbols back into the order of the text; a byte behind four equal ones says how often they come again. */
function* pieces(symbols: Uint32Array, origin: number): Generator<Uint8Array> {
  let piece = new Uint8Array(PIECE);
  let length = 0;
  let at = (symbols[origin] ?? 0) >>> 8;
  let [last, run] = [-1, 0];
  for (let i = 0; i < symbols.length; i++) {
    const entry = symbols[at] ?? 0;
    const byte = entry & 255;
    at = entry >>> 8;
    let [value, times] = [byte, 1];
    if (run === 4) [value, times, run] = [last, byte, 0];
    else run = byte === last ? run + 1 : 1;
    // What follows a count begins a run of its own.
    last = run === 0 ? -1 : byte;
    for (; times > 0; times--) {
      piece[length++] = value;
      if (length < PIECE) continue;
      yield piece;
      piece = new Uint8Array(PIECE);
      length = 0;
    }
  }
  if (length > 0) yield piece.subarray(0, length);
}
