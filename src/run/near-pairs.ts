import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { CliError } from "../process/errors.ts";
import { interruptible } from "../process/interruptible.ts";
import { type AllHashes, type HashFile, hashFile, splitHashes } from "./hash-files.ts";
import { spillFolder } from "./spill.ts";

/** Perceptual hashes that differ in at most this many of 64 bits count as near duplicates. */
export const NEAR_DISTANCE = 4;

/** Where the blocks of a hash begin; three more of them than bits may differ, so that any near pair agrees on three. */
const BLOCKS = [0, 9, 18, 27, 36, 45, 54, 64] as const;

/** Blocks of a key, by number. */
type Key = readonly [number, number, number];

/**
 * Three blocks that two near hashes agree on, for at least one of these 35 keys (pigeonhole). Each has 27 or 28 bits: of
 * ten million random hashes, few share one by chance.
 */
const KEYS = threeOf(BLOCKS.length - 1);

/** Different hashes that may share a key; where more do, as in drawings on white, the key tells nothing. */
const HOT = 1_000;

/** Hashes that are sorted at once, about: 16 bytes each in memory. */
const PART = 250_000;
/** Files that are open at once, at most. Beyond 64 million hashes each holds more. */
const MOST_PARTS = 256;

/** Takes pairs of near hashes, `a[i]` beside `b[i]`, the smaller first. */
export type TakePairs = (a: readonly bigint[], b: readonly bigint[]) => Promise<void>;

/**
 * Links hashes within {@link NEAR_DISTANCE} bits of each other: what is linked over any number of pairs is one group. Of
 * those within a group only as many pairs are handed on as it takes to link them. Each key is a pass of its own: hashes
 * are split by it into files, each is sorted by it, and those that share it are compared. Memory is that of one file.
 * @param hashes different hashes
 * @param runFolder where files of 8 bytes a hash lie meanwhile, twice
 * @param part hashes of a file, about; more where they share a key
 * @throws CliError (exit code 130) where a person stops it
 * @returns keys that more than {@link HOT} different hashes share, which are not compared
 */
export async function linkNear(
  hashes: AsyncIterable<readonly bigint[]>,
  runFolder: string,
  take: TakePairs,
  part = PART,
): Promise<number> {
  const folder = spillFolder(runFolder);
  await mkdir(folder);
  const stop = new AbortController();
  const done = interruptible(() => stop.abort(new CliError("Interrupted", { exitCode: 130 })));
  try {
    const all = await hashFile(join(folder, "hashes"));
    try {
      for await (const some of hashes) await all.append(some);
      return await linkAll(all, folder, take, part, stop.signal);
    } finally {
      await all.close();
    }
  } finally {
    done();
    await rm(folder, { recursive: true, force: true });
  }
}

async function linkAll(
  all: AllHashes,
  folder: string,
  take: TakePairs,
  part: number,
  signal: AbortSignal,
): Promise<number> {
  const parts = Math.min(MOST_PARTS, Math.max(1, Math.ceil(all.count / part)));
  const hotIn: number[] = [];
  const memory = roomFor();
  for (const key of KEYS) {
    const isKnown = knownBefore(hotIn);
    let hot = 0;
    for (const file of await splitHashes(all, folder, parts, (low, high) => keyOf(low, high, key))) {
      signal.throwIfAborted();
      hot += await linkFile(file, memory, key, isKnown, take);
      await rm(file.path);
    }
    hotIn.push(hot);
  }
  return hotIn.reduce((sum, n) => sum + n, 0);
}

/** Whether blocks that agree share a key of a pass before, which compared all: its pairs are handed on already. */
function knownBefore(hotIn: readonly number[]): Uint8Array {
  const known = new Uint8Array(2 ** (BLOCKS.length - 1));
  for (const [i, hot] of hotIn.entries()) {
    const wanted = (KEYS[i] as Key).reduce((bits, block) => bits | (1 << block), 0);
    if (hot === 0)
      for (let agree = 0; agree < known.length; agree++) if ((agree & wanted) === wanted) known[agree] = 1;
  }
  return known;
}

/** Memory that is used again by each file: the hashes in halves, and their order, so many of each. */
type Room = (count: number) => readonly [words: Uint32Array, order: BigUint64Array];

function roomFor(): Room {
  let [words, order] = [new Uint32Array(0), new BigUint64Array(0)];
  return (count) => {
    if (order.length < count) [words, order] = [new Uint32Array(2 * count), new BigUint64Array(count)];
    return [words.subarray(0, 2 * count), order.subarray(0, count)];
  };
}

async function linkFile(
  file: HashFile,
  room: Room,
  key: Key,
  isKnown: Uint8Array,
  take: TakePairs,
): Promise<number> {
  const length = file.count;
  const [words, order] = room(length);
  await file.read(words);
  const hashes = new BigUint64Array(words.buffer, 0, length);
  // The key above, the hash's place below: one number to sort by.
  const halves = new Uint32Array(order.buffer, 0, 2 * length);
  for (let i = 0; i < length; i++) {
    halves[2 * i] = i;
    halves[2 * i + 1] = keyOf(words[2 * i] as number, words[2 * i + 1] as number, key);
  }
  order.sort();
  let hot = 0;
  let a: bigint[] = [];
  let b: bigint[] = [];
  for (let from = 0, to = 0; from < length; from = to) {
    const shared = halves[2 * from + 1];
    for (to = from + 1; to < length && halves[2 * to + 1] === shared; ) to++;
    if (to - from > HOT) hot++;
    else if (to - from > 1)
      linkAlike(words, halves.subarray(2 * from, 2 * to), isKnown, (i, j) => {
        const [one, other] = [hashes[i] as bigint, hashes[j] as bigint];
        const [smaller, larger] = one < other ? [one, other] : [other, one];
        a.push(smaller);
        b.push(larger);
      });
    if (a.length < 10_000) continue;
    await take(a, b);
    [a, b] = [[], []];
  }
  if (a.length > 0) await take(a, b);
  return hot;
}

/** Links the near ones among hashes that share a key; two that are linked already are not compared. */
function linkAlike(
  words: Uint32Array,
  places: Uint32Array,
  isKnown: Uint8Array,
  near: (i: number, j: number) => void,
): void {
  const count = places.length / 2;
  const above = Uint16Array.from({ length: count }, (_, i) => i);
  const top = (i: number): number => {
    let at = i;
    while (above[at] !== at) at = above[at] = above[above[at] as number] as number;
    return at;
  };
  for (let i = 1; i < count; i++)
    for (let j = 0; j < i; j++) {
      const [one, other] = [places[2 * i] as number, places[2 * j] as number];
      const low = (words[2 * one] as number) ^ (words[2 * other] as number);
      const high = (words[2 * one + 1] as number) ^ (words[2 * other + 1] as number);
      if (ones(low) + ones(high) > NEAR_DISTANCE) continue;
      const [mine, its] = [top(i), top(j)];
      if (mine === its) continue;
      above[mine] = its;
      if (isKnown[agreeing(low, high)] === 0) near(one, other);
    }
}

/** Bits that are set in 32. */
function ones(word: number): number {
  let n = word - ((word >>> 1) & 0x55555555);
  n = (n & 0x33333333) + ((n >>> 2) & 0x33333333);
  return Math.imul((n + (n >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** A bit for each block that is the same in two hashes, by what they differ in. */
function agreeing(low: number, high: number): number {
  let bits = 0;
  for (let i = 0; i < BLOCKS.length - 1; i++) if (blockOf(low, high, i) === 0) bits |= 1 << i;
  return bits;
}

/** A key's blocks beside each other, of a hash in two halves: 27 or 28 bits, as the last block has ten. */
function keyOf(low: number, high: number, [a, b, c]: Key): number {
  return blockOf(low, high, a) | (blockOf(low, high, b) << 9) | (blockOf(low, high, c) << 18);
}

function blockOf(low: number, high: number, block: number): number {
  const from = BLOCKS[block] as number;
  const mask = (1 << ((BLOCKS[block + 1] as number) - from)) - 1;
  if (from >= 32) return (high >>> (from - 32)) & mask;
  return ((low >>> from) | (from > 23 ? high << (32 - from) : 0)) & mask;
}

/** Every choice of three of `n`, in order. */
function threeOf(n: number): readonly Key[] {
  const all = Array.from({ length: n }, (_, i) => i);
  return all.flatMap((a) => all.slice(a + 1).flatMap((b) => all.slice(b + 1).map((c): Key => [a, b, c])));
}
