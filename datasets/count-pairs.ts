import type { Shard } from "./format.ts";
import { isTrouble } from "./pair.ts";

/** How many pairs a shard has, `most` at most: by what its format says, else by reading it. */
export async function countPairs(
  shard: Pick<Shard, "pairs" | "read">,
  signal: AbortSignal,
  most: number = Number.POSITIVE_INFINITY,
): Promise<number> {
  if (shard.pairs !== undefined) return Math.min(most, shard.pairs);
  let pairs = 0;
  for await (const item of shard.read(signal)) if (!isTrouble(item) && ++pairs >= most) break;
  return pairs;
}
