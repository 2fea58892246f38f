import { type Rate, wilson } from "../../summary/wilson.ts";
import type { Measure } from "../measures.ts";
import { meanMeasure } from "./interval.ts";
import { distances, type Features, mean } from "./vectors.ts";

/** How near pictures lie to the training set. */
export interface Copies {
  /** At most `within` of 64 bits of the perceptual hash away from a training picture. */
  readonly byHash: Rate;
  readonly within: number;
  /**
   * Distance to the nearest training picture over the mean distance to its 50 nearest: near 0 for a copy
   * (the ratio test of Carlini et al. 2023, §4.2, with features for pixels).
   */
  readonly ratio: Measure;
  /** Share below the smallest ratio in a hundred that unseen real pictures reach. */
  readonly suspicious: Rate | null;
  /** Per picture: the nearest training picture by features, and how far its hash is; -1 without a hash. */
  readonly nearest: readonly { readonly training: number; readonly bits: number; readonly ratio: number }[];
}

/** Pictures in one space and their perceptual hashes (16 hexadecimal digits, null for flat ones). */
export interface Hashed {
  readonly features: Features;
  readonly hashes: readonly (string | null)[];
}

/** Bits of 64 up to which two hashes count as the same picture: the audit's bound for near duplicates. */
const WITHIN = 6;
const NEIGHBOURS = 50;

/**
 * Measures made pictures against the training set.
 * @param unseen ratios of real pictures that were not trained on, as the yardstick; empty where there are none
 */
export function measureCopies(made: Hashed, training: Hashed, unseen: readonly number[]): Copies {
  const nearest = distances(made.features, training.features).map((row, i) => {
    const order = [...row.keys()].sort((a, b) => (row[a] as number) - (row[b] as number));
    const first = order[0] as number;
    const around = mean(order.slice(0, NEIGHBOURS).map((j) => row[j] as number));
    return {
      training: first,
      bits: fewestBits(made.hashes[i] ?? null, training.hashes),
      ratio: around === 0 ? 0 : (row[first] as number) / around,
    };
  });
  const floor = [...unseen].sort((a, b) => a - b)[Math.floor(unseen.length / 100)];
  const count = (test: (one: (typeof nearest)[number]) => boolean) =>
    wilson(nearest.filter(test).length, nearest.length);
  return {
    byHash: count(({ bits }) => bits >= 0 && bits <= WITHIN),
    within: WITHIN,
    ratio: meanMeasure(nearest.map(({ ratio }) => ratio)),
    suspicious: floor === undefined ? null : count(({ ratio }) => ratio < floor),
    nearest,
  };
}

function fewestBits(hash: string | null, others: readonly (string | null)[]): number {
  if (hash === null) return -1;
  const own = BigInt(`0x${hash}`);
  let fewest = -1;
  for (const other of others) {
    if (other === null) continue;
    const bits = ones(own ^ BigInt(`0x${other}`));
    if (fewest < 0 || bits < fewest) fewest = bits;
  }
  return fewest;
}

function ones(value: bigint): number {
  let count = 0;
  for (let rest = value; rest > 0n; rest &= rest - 1n) count++;
  return count;
}
