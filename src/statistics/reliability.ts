import type { Ranked, Weights } from "./ranking.ts";

const BINS = 10;

/** What became of the scores in [from, to); the last bin holds 1 as well. */
export interface Bin {
  readonly from: number;
  readonly to: number;
  readonly n: number;
  readonly positives: number;
  /** `null` in an empty bin, as is `observed`. */
  readonly meanScore: number | null;
  /** Share of positives, in [0, 1]. */
  readonly observed: number | null;
}

/** The reliability table: ten bins of equal width. */
export function calibrate({ scores, labels }: Ranked, weights: Weights): readonly Bin[] {
  const n = new Float64Array(BINS);
  const positives = new Float64Array(BINS);
  const sums = new Float64Array(BINS);
  for (let i = 0; i < scores.length; i++) {
    const score = scores[i] ?? 0;
    const weight = weights[i] ?? 0;
    const bin = Math.min(BINS - 1, Math.floor(score * BINS));
    n[bin] = (n[bin] ?? 0) + weight;
    sums[bin] = (sums[bin] ?? 0) + weight * score;
    positives[bin] = (positives[bin] ?? 0) + weight * (labels[i] ?? 0);
  }
  return Array.from(n, (count, bin) => ({
    from: bin / BINS,
    to: (bin + 1) / BINS,
    n: count,
    positives: positives[bin] ?? 0,
    meanScore: count === 0 ? null : (sums[bin] ?? 0) / count,
    observed: count === 0 ? null : (positives[bin] ?? 0) / count,
  }));
}

/** Expected calibration error: |observed − mean score| over the bins, weighted by their sizes (Naeini et al. 2015). */
export function expectedCalibrationError(bins: readonly Bin[]): number | null {
  const total = bins.reduce((sum, { n }) => sum + n, 0);
  if (total === 0) return null;
  return bins.reduce(
    (sum, { n, observed, meanScore }) => sum + (n / total) * Math.abs((observed ?? 0) - (meanScore ?? 0)),
    0,
  );
}
