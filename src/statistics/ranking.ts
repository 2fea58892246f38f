/** Scored items from the highest score to the lowest, each with its label. */
export interface Ranked {
  /** Finite, falling. */
  readonly scores: Float64Array;
  /** 1 for a positive, 0 for a negative. */
  readonly labels: Uint8Array;
}

/** How often each ranked item counts: once, or as often as a bootstrap drew it. */
export type Weights = ArrayLike<number>;

/** What happens at one threshold; a score at or above it is a flag. */
export interface Confusion {
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly falseNegatives: number;
  readonly trueNegatives: number;
}

/** One point of a precision–recall curve; both in [0, 1]. */
export interface CurvePoint {
  readonly threshold: number;
  readonly precision: number;
  readonly recall: number;
}

/** Sorts items by score, falling. */
export function rank(items: readonly { readonly score: number; readonly label: 0 | 1 }[]): Ranked {
  const sorted = [...items].sort((a, b) => b.score - a.score);
  return {
    scores: Float64Array.from(sorted, ({ score }) => score),
    labels: Uint8Array.from(sorted, ({ label }) => label),
  };
}

/** Every item once. */
export function once({ scores }: Ranked): Weights {
  return new Uint8Array(scores.length).fill(1);
}

/** Positives and negatives at each distinct score, cumulated from the highest down. */
function* steps(
  { scores, labels }: Ranked,
  weights: Weights,
): Generator<[score: number, tp: number, fp: number]> {
  let tp = 0;
  let fp = 0;
  for (let i = 0; i < scores.length; i++) {
    const weight = weights[i] ?? 0;
    if (labels[i] === 1) tp += weight;
    else fp += weight;
    if (scores[i] !== scores[i + 1]) yield [scores[i] ?? 0, tp, fp];
  }
}

/**
 * Area under the ROC curve: the chance that a positive scores above a negative, ties counting one half
 * (Hanley & McNeil 1982). `null` without both kinds.
 */
export function rocAuc(ranked: Ranked, weights: Weights): number | null {
  let area = 0;
  let [tp, fp] = [0, 0];
  for (const [, nextTp, nextFp] of steps(ranked, weights)) {
    area += ((nextFp - fp) * (nextTp + tp)) / 2;
    [tp, fp] = [nextTp, nextFp];
  }
  return tp === 0 || fp === 0 ? null : area / (tp * fp);
}

/** Average precision: precision at each step of recall, without interpolation. `null` without positives. */
export function averagePrecision(ranked: Ranked, weights: Weights): number | null {
  let sum = 0;
  let tp = 0;
  for (const [, nextTp, fp] of steps(ranked, weights)) {
    if (nextTp > tp) sum += ((nextTp - tp) * nextTp) / (nextTp + fp);
    tp = nextTp;
  }
  return tp === 0 ? null : sum / tp;
}

/** The precision–recall curve from the highest threshold down, thinned to at most `most` points. */
export function precisionRecall(ranked: Ranked, most: number): readonly CurvePoint[] {
  const positives = ranked.labels.reduce((sum, label) => sum + label, 0);
  if (positives === 0) return [];
  const points = [...steps(ranked, once(ranked))].map(([threshold, tp, fp]) => ({
    threshold,
    precision: tp / (tp + fp),
    recall: tp / positives,
  }));
  const stride = (points.length - 1) / (most - 1);
  if (stride <= 1) return points;
  return Array.from({ length: most }, (_, i) => points[Math.round(i * stride)]).flatMap(
    (point) => point ?? [],
  );
}

/** Counts at a threshold. */
export function confusion({ scores, labels }: Ranked, threshold: number, weights: Weights): Confusion {
  const counts = { truePositives: 0, falsePositives: 0, falseNegatives: 0, trueNegatives: 0 };
  for (let i = 0; i < scores.length; i++) {
    const flagged = (scores[i] ?? 0) >= threshold;
    const weight = weights[i] ?? 0;
    if (labels[i] === 1) counts[flagged ? "truePositives" : "falseNegatives"] += weight;
    else counts[flagged ? "falsePositives" : "trueNegatives"] += weight;
  }
  return counts;
}

/** Rates of a confusion, each in [0, 1], or `null` where nothing could count towards it. */
export function rates({
  truePositives: tp,
  falsePositives: fp,
  falseNegatives: fn,
  trueNegatives: tn,
}: Confusion) {
  const share = (part: number, whole: number) => (whole === 0 ? null : part / whole);
  return {
    f1: share(2 * tp, 2 * tp + fp + fn),
    precision: share(tp, tp + fp),
    recall: share(tp, tp + fn),
    falsePositiveRate: share(fp, fp + tn),
  };
}
