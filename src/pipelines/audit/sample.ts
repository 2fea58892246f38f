import { isTrouble, type Shard } from "../../../datasets/index.ts";
import { sha256Bytes } from "../../digest/sha256.ts";

/** Rows drawn from each shard, by shard name. */
export type Drawn = ReadonlyMap<string, ReadonlySet<number>>;

interface Ticket {
  readonly rank: bigint;
  readonly shard: string;
  readonly row: number;
}

/** A sample, and of which shards it is where not of all. */
export interface Sample {
  readonly rows: Drawn;
  readonly clusters?: { readonly drawn: number; readonly of: number };
}

/** Shards that a sample of shards has at least: fewer say nothing of how they differ. */
const FEW_SHARDS = 8;

/**
 * Draws pairs of all shards where that costs little, as {@link drawPairs} does. Of many shards on another machine that
 * do not say how many pairs they have, it draws shards first, in the order of a hash of their names, until they have
 * enough pairs and are {@link FEW_SHARDS}; only these are fetched, and pairs are drawn of them.
 */
export async function drawSample(
  shards: readonly Shard[],
  size: number,
  seed: number,
  signal: AbortSignal,
): Promise<Sample> {
  const isCostly = shards.some(({ keep, pairs }) => keep !== undefined && pairs === undefined);
  if (!isCostly || shards.length <= FEW_SHARDS) return { rows: await drawPairs(shards, size, seed, signal) };
  const ranked = shards
    .map((shard) => ({ shard, rank: rankOf(seed, shard.name, -1) }))
    .sort((a, b) => (a.rank < b.rank ? -1 : 1));
  const drawn: Shard[] = [];
  let pairs = 0;
  for (const { shard } of ranked) {
    if (drawn.length >= FEW_SHARDS && pairs >= size) break;
    await shard.keep?.(signal);
    for await (const _ of rowsOf(shard, signal)) pairs++;
    drawn.push(shard);
  }
  const rows = await drawPairs(drawn, size, seed, signal);
  return {
    rows,
    ...(drawn.length < shards.length && { clusters: { drawn: drawn.length, of: shards.length } }),
  };
}

/**
 * A simple random sample of `size` pairs without replacement: every pair gets the rank
 * SHA-256(seed, shard, row), and the lowest ranks win. The same seed draws the same pairs, whatever the
 * order of shards; images are not decoded. Memory grows with `size`, not with the dataset.
 */
async function drawPairs(
  shards: readonly Shard[],
  size: number,
  seed: number,
  signal: AbortSignal,
): Promise<Drawn> {
  let tickets: Ticket[] = [];
  let worst: bigint | undefined;
  const keepBest = () => {
    tickets.sort((a, b) => (a.rank < b.rank ? -1 : 1));
    tickets = tickets.slice(0, size);
    worst = tickets.length === size ? tickets.at(-1)?.rank : undefined;
  };
  for (const shard of shards)
    for await (const row of rowsOf(shard, signal)) {
      const rank = rankOf(seed, shard.name, row);
      if (worst !== undefined && rank >= worst) continue;
      tickets.push({ rank, shard: shard.name, row });
      if (tickets.length >= 2 * size) keepBest();
    }
  keepBest();
  const drawn = new Map<string, Set<number>>();
  for (const { shard, row } of tickets) drawn.set(shard, (drawn.get(shard) ?? new Set()).add(row));
  return drawn;
}

/** Row numbers of a shard: counted where its format says how many, else read. */
async function* rowsOf(shard: Shard, signal: AbortSignal): AsyncGenerator<number> {
  if (shard.pairs !== undefined) {
    for (let row = 0; row < shard.pairs; row++) yield row;
    return;
  }
  for await (const item of shard.read(signal)) if (!isTrouble(item)) yield item.row;
}

function rankOf(seed: number, shard: string, row: number): bigint {
  return sha256Bytes(`${seed}\n${shard}\n${row}`).readBigUInt64BE();
}
