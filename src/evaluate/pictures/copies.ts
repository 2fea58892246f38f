import { nearestDistance } from "../../../filters/index.ts";
import { clusteredRate } from "../../statistics/clustered-rate.ts";
import type { Measure } from "../../statistics/measures.ts";
import type { Rate } from "../../statistics/wilson.ts";
import { meanOverOwners } from "./rank.ts";
import { distancesTo, type Features, mean } from "./vectors.ts";

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

/** Made pictures, each with what it should show: pictures of one concept are no independent evidence. */
export interface HashedMade extends Hashed {
  readonly concepts: readonly unknown[];
}

/** Bits of 64 up to which two hashes count as the same picture: the audit's bound for near duplicates. */
const WITHIN = 6;
const NEIGHBOURS = 50;

/**
 * Measures made pictures against the training set.
 * @param unseen ratios of real pictures that were not trained on, as the yardstick; empty where there are none
 */
export function measureCopies(made: HashedMade, training: Hashed, unseen: readonly number[]): Copies {
  const far = distancesTo(training.features);
  const bitsOf = hashSearch(training.hashes);
  const nearest = made.features.map((vector, i) => {
    const row = far(vector);
    const first = row.indexOf(row.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY));
    const around = mean(Float64Array.from(row).sort().subarray(0, NEIGHBOURS));
    return {
      training: first,
      bits: bitsOf(made.hashes[i] ?? null),
      ratio: around === 0 ? 0 : (row[first] as number) / around,
    };
  });
  const floor = [...unseen].sort((a, b) => a - b)[Math.floor(unseen.length / 100)];
  const count = (test: (one: (typeof nearest)[number]) => boolean) =>
    clusteredRate(nearest.map(test), made.concepts);
  return {
    byHash: count(({ bits }) => bits >= 0 && bits <= WITHIN),
    within: WITHIN,
    ratio: meanOverOwners(
      nearest.map(({ ratio }) => ratio),
      made.concepts,
    ),
    suspicious: floor === undefined ? null : count(({ ratio }) => ratio < floor),
    nearest,
  };
}

/** How far a hash is from the nearest of `hashes`, bits; -1 without a hash. */
function hashSearch(hashes: Hashed["hashes"]): (hash: string | null) => number {
  const known = hashes.filter((hash) => hash !== null);
  const half = (from: number) =>
    Uint32Array.from(known, (hash) => Number.parseInt(hash.slice(from, from + 8), 16));
  const index = { upper: half(0), lower: half(8) };
  return (hash) => (hash === null ? -1 : nearestDistance(index, hash));
}
