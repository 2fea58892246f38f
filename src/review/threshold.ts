import { around, shareOf } from "./estimates.ts";
import type { Sample } from "./sample.ts";

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
  let found: Found | undefined;
  for (const threshold of candidates) {
    const tested = test(sample, threshold, target);
    if (tested === undefined || tested.bound > target.miss) break;
    found = tested;
  }
  return found
    ? { attained: true, ...found }
    : { attained: false, reason: whyNot(sample, target, candidates[0]) };
}

function test(sample: Sample, threshold: number, { confidence }: Target): Found | undefined {
  if (unlabelledBelow(sample, threshold).length > 0) return undefined;
  const missed = shareOf(
    sample,
    {
      side: ({ score, drop }) =>
        score === null || !drop ? undefined : score < threshold ? "inside" : "outside",
      may: (stratum) => {
        const [above, below] = around(stratum, threshold);
        return [below, above];
      },
    },
    1 - confidence,
  );
  if (missed.value === null || missed.high === null) return undefined;
  return { threshold, positives: missed.n, missed: missed.k, rate: missed.value, bound: missed.high };
}

/** Strata that reach below a cut and have no label. */
function unlabelledBelow({ strata, labels }: Sample, cut: number): readonly number[] {
  const labelled = new Set(labels.map(({ stratum }) => stratum));
  return strata.filter((stratum) => around(stratum, cut)[1] && !labelled.has(stratum.id)).map(({ id }) => id);
}

/** Labelled drops that a target needs at least: those at which 0 misses in a simple random sample are enough. */
export function positivesNeeded({ miss, confidence }: Target): number {
  return Math.ceil(Math.log(1 - confidence) / Math.log(1 - miss));
}

function whyNot(sample: Sample, target: Target, first: number | undefined): string {
  const positives = sample.labels.filter(({ score, drop }) => drop && score !== null).length;
  const needed = positivesNeeded(target);
  if (positives < needed) return `not attainable: ${positives} positives, at least ${needed} would be needed`;
  if (first === undefined) return "not attainable: every cut among the labelled scores flags every pair";
  const empty = unlabelledBelow(sample, first);
  if (empty.length > 0) return `not attainable: no labels in score bin ${empty.join(", ")}; label some`;
  return `not attainable: ${positives} positives, but one label among the lowest scores stands for ${heaviest(sample, first)} pairs, which may hide more than the target; label more of them`;
}

/** Pairs for which one label stands, at most, among the strata that reach below a cut. */
function heaviest({ strata, labels }: Sample, cut: number): number {
  const weights = strata
    .filter((stratum) => around(stratum, cut)[1])
    .map(({ id, pairs }) => pairs / labels.filter(({ stratum }) => stratum === id).length);
  return Math.round(Math.max(...weights));
}
