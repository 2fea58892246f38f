import { PDQ_DISTANCE } from "../../filters/index.ts";
import type { Hit } from "./hit.ts";

/** PDQ hashes as they go to workers. */
export interface PdqEntries {
  readonly hashes: readonly string[];
  readonly lists: readonly string[];
}

/** Words of 16 bits in a hash: 31 bits over 16 words leave one of them at most one bit off. */
const WORDS = 16;
const VALUES = 2 ** 16;

/** Hashes by one of their words. */
interface Table {
  /** Where the hashes with a word begin in `order`; the next word's begin is their end. */
  readonly starts: Uint32Array;
  readonly order: Uint32Array;
}

/**
 * Finds what a PDQ hash is near to, by multi-index hashing (Norouzi, Punjani and Fleet 2012): of any two hashes within
 * 31 bits, some sixteenth is at most one bit off, so few of a long list are compared. It takes 96 bytes an entry, and 4 MB.
 */
export function pdqMatcher({ hashes, lists }: PdqEntries): (hash: string) => Hit | null {
  const words = new Uint16Array(WORDS * hashes.length);
  for (const [n, hash] of hashes.entries()) words.set(wordsOf(hash), WORDS * n);
  const tables = Array.from({ length: WORDS }, (_, place) => tableOf(words, place));
  const distanceTo = (own: Uint16Array, n: number): number => {
    let distance = 0;
    for (let i = 0; i < WORDS && distance <= PDQ_DISTANCE; i++)
      distance += bitsOf((words[WORDS * n + i] as number) ^ (own[i] as number));
    return distance;
  };
  return (hash) => {
    const own = wordsOf(hash);
    for (const [place, { starts, order }] of tables.entries())
      for (let flip = 0; flip <= WORDS; flip++) {
        const word = (own[place] as number) ^ (flip === WORDS ? 0 : 1 << flip);
        const end = starts[word + 1] as number;
        for (let at = starts[word] as number; at < end; at++) {
          const n = order[at] as number;
          const distance = distanceTo(own, n);
          if (distance <= PDQ_DISTANCE)
            return { kind: "pdq", entry: hashes[n] as string, list: lists[n] as string, distance };
        }
      }
    return null;
  };
}

/** Counting sort: hashes with the same word stand together. */
function tableOf(words: Uint16Array, place: number): Table {
  const count = words.length / WORDS;
  const starts = new Uint32Array(VALUES + 1);
  const wordAt = (n: number) => words[WORDS * n + place] as number;
  for (let n = 0; n < count; n++) starts[wordAt(n) + 1] = (starts[wordAt(n) + 1] as number) + 1;
  for (let word = 0; word < VALUES; word++)
    starts[word + 1] = (starts[word + 1] as number) + (starts[word] as number);
  const next = starts.slice();
  const order = new Uint32Array(count);
  for (let n = 0; n < count; n++) {
    const at = next[wordAt(n)] as number;
    order[at] = n;
    next[wordAt(n)] = at + 1;
  }
  return { starts, order };
}

function wordsOf(hash: string): Uint16Array {
  return Uint16Array.from({ length: WORDS }, (_, i) => Number.parseInt(hash.slice(4 * i, 4 * i + 4), 16));
}

/** Bits that are set in a word of 16. */
function bitsOf(word: number): number {
  let n = word - ((word >>> 1) & 0x5555);
  n = (n & 0x3333) + ((n >>> 2) & 0x3333);
  n = (n + (n >>> 4)) & 0x0f0f;
  return (n + (n >>> 8)) & 0x1f;
}
