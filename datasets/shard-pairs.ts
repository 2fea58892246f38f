import type { Location } from "./format.ts";

/** Pairs in a shard, at most, where its container can be entered in the middle. */
export const SHARD_PAIRS = 10_000;

/** How many pairs a shard of a place has at most. @param before what it was in versions that left large files whole */
export function pairsInShard({ wholeFiles = false }: Location, before: number): number {
  return wholeFiles ? before : SHARD_PAIRS;
}
