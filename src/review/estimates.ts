import { type BootstrapOptions, bootstrap } from "../statistics/bootstrap.ts";
import { averagePrecision, rank } from "../statistics/ranking.ts";
import { type Bin, calibrate, expectedCalibrationError } from "../statistics/reliability.ts";
import { type Share, type StratumCounts, weightedShare } from "../statistics/weighted-share.ts";
import type { Label, Sample, Stratum } from "./sample.ts";

/** Whose share: what a label says for it, and whether a stratum's pairs could say it at all. */
interface Question {
  readonly side: (label: Label) => "inside" | "outside" | undefined;
  readonly may: (stratum: Stratum) => readonly [inside: boolean, outside: boolean];
}

/** A share of the run's pairs, by a question to each label. */
function shareOf(sample: Sample, { side, may }: Question): Share {
  return weightedShare(sample.strata.map((stratum) => countsOf(sample, stratum, { side, may })));
}

function countsOf({ labels }: Sample, stratum: Stratum, { side, may }: Question): StratumCounts {
  const own = labels.filter((label) => label.stratum === stratum.id);
  const count = (wanted: "inside" | "outside") => own.filter((label) => side(label) === wanted).length;
  const [mayInside, mayOutside] = may(stratum);
  return {
    pairs: stratum.pairs,
    labelled: own.length,
    inside: count("inside"),
    outside: count("outside"),
    mayInside,
    mayOutside,
  };
}

/** Whether some pair of a stratum scores at or above a cut, and whether some pair scores below it. */
export function around({ lowest, highest }: Stratum, cut: number): readonly [above: boolean, below: boolean] {
  return [highest !== null && highest >= cut, lowest !== null && lowest < cut];
}

/** Share of pairs that should be dropped. */
export function prevalence(sample: Sample): Share {
  return shareOf(sample, {
    side: ({ drop }) => (drop ? "inside" : "outside"),
    may: () => [true, true],
  });
}

/** Share of flagged pairs, those at or above the cut, that should be dropped. */
export function precision(sample: Sample, cut: number): Share {
  return shareOf(sample, {
    side: ({ score, drop }) => (score === null || score < cut ? undefined : drop ? "inside" : "outside"),
    may: (stratum) => [around(stratum, cut)[0], around(stratum, cut)[0]],
  });
}

/** Share of scored pairs that should be dropped and are at or above the cut. */
export function recall(sample: Sample, cut: number): Share {
  return shareOf(sample, {
    side: ({ score, drop }) => (score === null || !drop ? undefined : score >= cut ? "inside" : "outside"),
    may: (stratum) => around(stratum, cut),
  });
}

/** One point of the weighted curve: what a cut at `threshold` gives. */
export interface WeightedPoint {
  readonly threshold: number;
  readonly precision: number;
  readonly recall: number;
}

/** How well the score ranks, over every cut. */
export interface Ranking {
  /** From the highest cut to the lowest; empty without drops. */
  readonly curve: readonly WeightedPoint[];
  /** With its percentile-bootstrap interval over labels; `null` without drops. */
  readonly averagePrecision: {
    readonly value: number | null;
    readonly low: number | null;
    readonly high: number | null;
    readonly n: number;
  };
}

/** The weighted precision–recall curve and its average precision. */
export function ranking(sample: Sample, options: BootstrapOptions): Ranking {
  const { ranked, weights } = weighed(sample);
  const value = averagePrecision(ranked, weights);
  const { interval } = bootstrap(
    weights.length,
    (drawn) => ({
      interval: averagePrecision(
        ranked,
        weights.map((weight, i) => weight * (drawn[i] ?? 0)),
      ),
    }),
    options,
  );
  const n = weights.length;
  return {
    curve: curve(ranked.scores, ranked.labels, weights),
    averagePrecision: { value, low: interval?.low ?? null, high: interval?.high ?? null, n },
  };
}

function curve(scores: Float64Array, labels: Uint8Array, weights: Float64Array): readonly WeightedPoint[] {
  const positives = weights.reduce((sum, weight, i) => sum + weight * (labels[i] ?? 0), 0);
  if (positives === 0) return [];
  const points: WeightedPoint[] = [];
  let [tp, all] = [0, 0];
  for (const [i, score] of scores.entries()) {
    tp += (weights[i] ?? 0) * (labels[i] ?? 0);
    all += weights[i] ?? 0;
    if (score !== scores[i + 1])
      points.push({ threshold: score, precision: tp / all, recall: tp / positives });
  }
  return points;
}

/** Scored labels from the highest score down, each with the number of pairs that it stands for. */
function weighed({ labels, strata }: Sample) {
  const sizes = new Map(
    strata.map(({ id, pairs }) => [id, pairs / labels.filter(({ stratum }) => stratum === id).length]),
  );
  const sorted = labels
    .flatMap(({ score, drop, stratum }) =>
      score === null
        ? []
        : { score, label: drop ? (1 as const) : (0 as const), weight: sizes.get(stratum) ?? 0 },
    )
    .sort((a, b) => b.score - a.score);
  return { ranked: rank(sorted), weights: Float64Array.from(sorted, ({ weight }) => weight) };
}

/** The reliability table: what a score of 0.3 means. */
export interface Reliability {
  /** `n` and `positives` are pairs of the run, estimated; `share` rests on labels. */
  readonly bins: readonly (Bin & { readonly share: Share })[];
  /** Expected calibration error, weighted. */
  readonly error: number | null;
}

/** The weighted reliability table in ten bins; `null` for a score that leaves [0, 1]: a count is no probability. */
export function reliability(sample: Sample): Reliability | null {
  const ends = sample.strata.flatMap(({ lowest, highest }) => [lowest ?? 0, highest ?? 0]);
  // Probabilities that were added up as 32-bit numbers miss 1 by a little.
  if (ends.some((end) => end < 0 || end > 1 + 1e-5)) return null;
  const { ranked, weights } = weighed(sample);
  const bins = calibrate(ranked, weights);
  const last = bins.length - 1;
  const binOf = (score: number) => Math.min(last, Math.floor(score * bins.length));
  const shares = bins.map((_, bin) =>
    shareOf(sample, {
      side: ({ score, drop }) =>
        score === null || binOf(score) !== bin ? undefined : drop ? "inside" : "outside",
      may: ({ lowest, highest }) => {
        const meets = lowest !== null && highest !== null && binOf(lowest) <= bin && binOf(highest) >= bin;
        return [meets, meets];
      },
    }),
  );
  return {
    bins: bins.flatMap((bin, i) => (shares[i] ? { ...bin, share: shares[i] } : [])),
    error: expectedCalibrationError(bins),
  };
}
