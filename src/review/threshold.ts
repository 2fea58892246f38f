import { weightedShare } from "../statistics/weighted-share.ts";
import { around } from "./estimates.ts";
import type { Sample, Stratum } from "./sample.ts";

/** `miss at most 2 % of what should be dropped, with 95 % confidence` is `{ miss: 0.02, confidence: 0.95 }`. */
export interface Target {
  readonly miss: number;
  readonly confidence: number;
}

/** A threshold that keeps the promise of its target. */
export interface Found {
  readonly threshold: number;
  /** Labelled drops, and how many of them score below the threshold. */
  readonly positives: number;
  readonly missed: number;
  /** Estimated share of what should be dropped that the threshold misses, and its upper bound at the target's confidence. */
  readonly rate: number;
  readonly bound: number;
}

/** The threshold, or why no threshold can keep the promise. */
export type Outcome =
  | ({ readonly attained: true } & Found)
  | { readonly attained: false; readonly reason: string };

/** Candidates are rounded down to this many per unit of score, so that a written threshold is short. */
const STEPS = 10_000;

/**
 * The largest threshold that misses at most `miss` of what should be dropped among the run's scored pairs.
 *
 * Fixed-sequence testing (Angelopoulos et al. 2021, "Learn then Test"): the hypotheses `a cut at t
 * misses more than the target` are tested from the lowest candidate upwards, each at the full level, and
 * the first that cannot be rejected ends the search. As the order does not depend on the labels (the
 * candidates are the scores of the pairs drawn), the chance that the answer is wrong stays below
 * 1 − confidence without a correction for multiple tests. Each test is the one-sided bound of `weightedShare`.
 *
 * A cut is not tried while a stratum that reaches below it has no label, and a cut that flags every scored
 * pair is no answer.
 */
export function findThreshold(sample: Sample, target: Target): Outcome {
  const lowest = Math.min(...sample.strata.flatMap((stratum) => stratum.lowest ?? []));
  const candidates = [...new Set(sample.scores.map((score) => Math.floor(score * STEPS) / STEPS))]
    .filter((threshold) => threshold > lowest)
    .sort((a, b) => a - b);
  const strata = countedStrata(sample);
  let found: Found | undefined;
  for (const threshold of candidates) {
    const tested = test(strata, threshold, target);
    if (tested === undefined || tested.bound > target.miss) break;
    found = tested;
  }
  return found
    ? { attained: true, ...found }
    : { attained: false, reason: whyNot(strata, target, candidates[0]) };
}

/** A stratum with its labels, as the tests count them. */
interface Counted {
  readonly stratum: Stratum;
  readonly labelled: number;
  /** Scores of its labelled drops. */
  readonly drops: readonly number[];
}

function countedStrata({ strata, labels }: Sample): readonly Counted[] {
  return strata.map((stratum) => {
    const own = labels.filter((label) => label.stratum === stratum.id);
    return {
      stratum,
      labelled: own.length,
      drops: own.flatMap(({ score, drop }) => (drop ? (score ?? []) : [])),
    };
  });
}

function test(strata: readonly Counted[], threshold: number, { confidence }: Target): Found | undefined {
  if (unlabelledBelow(strata, threshold).length > 0) return undefined;
  const counts = strata.map(({ stratum, labelled, drops }) => {
    const [mayOutside, mayInside] = around(stratum, threshold);
    const inside = drops.filter((score) => score < threshold).length;
    const outside = drops.length - inside;
    return { pairs: stratum.pairs, labelled, inside, outside, mayInside, mayOutside };
  });
  const missed = weightedShare(counts, 1 - confidence);
  if (missed.value === null || missed.high === null) return undefined;
  return { threshold, positives: missed.n, missed: missed.k, rate: missed.value, bound: missed.high };
}

/** Strata that reach below a cut and have no label. */
function unlabelledBelow(strata: readonly Counted[], cut: number): readonly number[] {
  return strata
    .filter(({ stratum, labelled }) => labelled === 0 && around(stratum, cut)[1])
    .map(({ stratum }) => stratum.id);
}

/** Labelled drops that a target needs at least: those at which 0 misses in a simple random sample are enough. */
export function positivesNeeded({ miss, confidence }: Target): number {
  return Math.ceil(Math.log(1 - confidence) / Math.log(1 - miss));
}

function whyNot(strata: readonly Counted[], target: Target, first: number | undefined): string {
  const positives = strata.reduce((sum, { drops }) => sum + drops.length, 0);
  const needed = positivesNeeded(target);
  if (positives < needed) return `not attainable: ${positives} positives, at least ${needed} would be needed`;
  if (first === undefined) return "not attainable: every cut among the labelled scores flags every pair";
  const empty = unlabelledBelow(strata, first);
  if (empty.length > 0) return `not attainable: no labels in score bin ${empty.join(", ")}; label some`;
  return `not attainable: ${positives} positives, but one label among the lowest scores stands for ${heaviest(strata, first)} pairs, which may hide more than the target; label more of them`;
}

/** Pairs for which one label stands, at most, among the strata that reach below a cut. */
function heaviest(strata: readonly Counted[], cut: number): number {
  const below = strata.filter(({ stratum }) => around(stratum, cut)[1]);
  return Math.round(Math.max(...below.map(({ stratum, labelled }) => stratum.pairs / labelled)));
}
