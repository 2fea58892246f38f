import type { BitReader } from "./bits.ts";

const MAX_CODE_BITS = 20;
const [RUN_A, RUN_B] = [0, 1];
/** Symbols coded with one table before the next is chosen. */
const GROUP = 50;

/** A block's bytes in sorted order, each with where the next of the text stands, and where the text begins. */
export interface Block {
  readonly symbols: Uint32Array;
  readonly origin: number;
}

/** Decodes a block behind its mark and sum. @throws OutOfBytes, or Error where it is damaged */
export function decodeBlock(bits: BitReader, size: number): Block {
  // Randomised blocks were written before 1997 only.
  if (bits.read(1) === 1) throw damaged();
  const origin = bits.read(24);
  const alphabet = alphabetOf(bits);
  const tables = bits.read(3);
  const chosen = bits.read(15);
  if (alphabet.length === 0 || tables < 2 || tables > 6 || chosen === 0) throw damaged();
  const order = Array.from({ length: tables }, (_, i) => i);
  const selectors = Uint8Array.from({ length: chosen }, () => {
    let index = 0;
    while (bits.read(1) === 1) if (++index >= tables) throw damaged();
    return toFront(order, index);
  });
  const codes = Array.from({ length: tables }, () => codeOf(bits, alphabet.length + 2));
  const symbols = symbolsOf(bits, size, alphabet, selectors, codes);
  if (origin >= symbols.length) throw damaged();
  return { symbols: sorted(symbols), origin };
}

function damaged(): Error {
  return new Error("the bzip2 data is damaged");
}

/** The bytes that occur: a bit for each sixteen, and for those sixteen one each. */
function alphabetOf(bits: BitReader): number[] {
  const used = bits.read(16);
  const alphabet: number[] = [];
  for (let high = 0; high < 16; high++) {
    if ((used & (0x8000 >>> high)) === 0) continue;
    const bytes = bits.read(16);
    for (let low = 0; low < 16; low++) if ((bytes & (0x8000 >>> low)) !== 0) alphabet.push(high * 16 + low);
  }
  return alphabet;
}

/** Takes a value out of a list and puts it first. */
function toFront(list: number[] | Uint8Array, index: number): number {
  const value = list[index] as number;
  list.copyWithin(1, 0, index);
  list[0] = value;
  return value;
}

/** A canonical Huffman code: of each length the last code, and where its symbols stand. */
interface Code {
  readonly least: number;
  readonly limits: Int32Array;
  readonly bases: Int32Array;
  readonly symbols: Uint16Array;
}

function codeOf(bits: BitReader, count: number): Code {
  let length = bits.read(5);
  const lengths = Uint8Array.from({ length: count }, () => {
    while (true) {
      if (length < 1 || length > MAX_CODE_BITS) throw damaged();
      if (bits.read(1) === 0) return length;
      length += bits.read(1) === 0 ? 1 : -1;
    }
  });
  const symbols = new Uint16Array(count);
  const limits = new Int32Array(MAX_CODE_BITS + 1).fill(-1);
  const bases = new Int32Array(MAX_CODE_BITS + 1);
  let [at, code] = [0, 0];
  for (let bitsLong = 1; bitsLong <= MAX_CODE_BITS; bitsLong++) {
    bases[bitsLong] = at - code;
    for (let symbol = 0; symbol < count; symbol++)
      if (lengths[symbol] === bitsLong) {
        symbols[at++] = symbol;
        code++;
      }
    limits[bitsLong] = code - 1;
    code <<= 1;
  }
  return { least: Math.min(...lengths), limits, bases, symbols };
}

function symbolsOf(
  bits: BitReader,
  size: number,
  alphabet: number[],
  selectors: Uint8Array,
  codes: readonly Code[],
): Uint32Array {
  const symbols = new Uint32Array(size);
  const front = Uint8Array.from(alphabet);
  const end = alphabet.length + 1;
  let [length, run, weight] = [0, 0, 1];
  for (const selector of selectors) {
    const { least, limits, bases, symbols: coded } = codes[selector] as Code;
    for (let i = 0; i < GROUP; i++) {
      let long = least;
      let code = bits.read(long);
      while (code > (limits[long] as number)) {
        if (++long > MAX_CODE_BITS) throw damaged();
        code = (code << 1) | bits.read(1);
      }
      const symbol = coded[code + (bases[long] as number)];
      if (symbol === undefined) throw damaged();
      if (symbol === RUN_A || symbol === RUN_B) {
        // Runs are written in digits of 1 and 2, the least first.
        run += weight << symbol;
        weight <<= 1;
        if (run > size) throw damaged();
        continue;
      }
      if (length + run + (symbol === end ? 0 : 1) > size) throw damaged();
      symbols.fill(front[0] as number, length, length + run);
      length += run;
      [run, weight] = [0, 1];
      if (symbol === end) return symbols.subarray(0, length);
      symbols[length++] = toFront(front, symbol - 1);
    }
  }
  throw damaged();
}

/** Undoes the Burrows–Wheeler transform: above each byte, where the byte behind it in the text stands. */
function sorted(symbols: Uint32Array): Uint32Array {
  const starts = new Uint32Array(256);
  for (const symbol of symbols) starts[symbol] = (starts[symbol] as number) + 1;
  let sum = 0;
  for (let byte = 0; byte < 256; byte++) {
    const count = starts[byte] as number;
    starts[byte] = sum;
    sum += count;
  }
  for (let i = 0; i < symbols.length; i++) {
    const byte = (symbols[i] as number) & 255;
    const place = starts[byte] as number;
    symbols[place] = ((symbols[place] as number) | (i << 8)) >>> 0;
    starts[byte] = place + 1;
  }
  return symbols;
}
