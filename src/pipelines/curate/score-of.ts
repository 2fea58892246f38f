import type { Pair } from "../../../datasets/index.ts";
import { deniedKey, isPlaceKey } from "../../harm/denied-key.ts";

/** What finds a pair's score. */
interface Scored {
  readonly key: string;
  readonly row: number;
  readonly denied: boolean | null;
}

/** Takes a pair's score from those of its shard: by its key, or by its place where lists of known harm left no more. */
export function takerOf<T extends Scored>(scored: Map<string, T>): (pair: Pair) => T | undefined {
  const places = new Map<number, T>();
  for (const one of scored.values()) if (one.denied === true && isPlaceKey(one.key)) places.set(one.row, one);
  return ({ key, row }) => {
    const score = scored.get(key) ?? places.get(row);
    if (score === undefined) return undefined;
    scored.delete(score.key);
    places.delete(score.row);
    return score;
  };
}

/** What a pair is called that was not audited: where pairs were held against lists, it may be one of those that moved. */
export function unscoredKey(
  shard: string,
  pair: Pair,
  columns: readonly { readonly name: string }[],
): string {
  return columns.some(({ name }) => name === "denied") ? deniedKey(shard, pair) : pair.key;
}

/** What it is called in the run is all that is said of it. */
export function deniedOf(key: string, { row }: Pair) {
  return { key, row, sha256: null, state: "removed" as const, rule: "denied", reviewers: 0 };
}
