import type { Shard } from "../../../datasets/index.ts";

/** A shard of more than so many times the usual size is begun with: as the last one it would keep a worker alone. */
const LARGE = 2;

/** Names of shards in the order in which they are to be claimed: the much larger ones first, the others as they are. */
export function largestFirst(shards: readonly Pick<Shard, "name" | "bytes">[]): {
  readonly names: readonly string[];
  /** How many the larger ones are. */
  readonly large: number;
} {
  const sizes = shards.map(({ bytes }) => bytes).sort((a, b) => a - b);
  const most = LARGE * (sizes[Math.floor(sizes.length / 2)] ?? 0);
  const large = shards.filter(({ bytes }) => bytes > most).sort((a, b) => b.bytes - a.bytes);
  const others = shards.filter(({ bytes }) => bytes <= most);
  return { names: [...large, ...others].map(({ name }) => name), large: large.length };
}
