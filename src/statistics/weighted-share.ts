import jstat from "jstat";

/** One stratum of a sample, seen from a share: pairs `inside` it, `outside` it, and the rest, of which it does not speak. */
export interface StratumCounts {
  /** Pairs of the run in this stratum, labelled or not. */
  readonly pairs: number;
  readonly labelled: number;
  readonly inside: number;
  readonly outside: number;
  /** Whether a pair of this stratum could be inside, or outside, at all. */
  readonly mayInside: boolean;
  readonly mayOutside: boolean;
}

/** An estimated share of the run with its interval, all in [0, 1]; all `null` without labels. */
export interface Share {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Labels that it rests on, and how many of them are inside. */
  readonly n: number;
  readonly k: number;
}

/** Error on each side of a two-sided 95 % interval. */
const TAIL = 0.025;

/**
 * A share, weighted by the sampling design: Σ N_h a_h/n_h over Σ N_h (a_h + b_h)/n_h. Strata without labels
 * are left out.
 *
 * The interval is Korn & Graubard's (1998): Clopper–Pearson, that is, quantiles of a beta distribution once
 * one more label is put on the far side, on the effective sample size. That label goes where it weighs most
 * (Fay & Feuer 1997): a heavy stratum in which nothing was found is not known to be empty, and to take it
 * for empty gives intervals that are too narrow exactly where it matters. With equal weights both are
 * Clopper–Pearson's; a stratum that is labelled to its last pair adds nothing.
 * @param tail error on each side: 0.025 for a 95 % interval, 0.05 for a one-sided bound at 95 %
 */
export function weightedShare(strata: readonly StratumCounts[], tail = TAIL): Share {
  const covered = strata.filter(({ labelled }) => labelled > 0);
  const k = total(covered, ({ inside }) => inside);
  const n = k + total(covered, ({ outside }) => outside);
  if (n === 0) return { value: null, low: null, high: null, n, k };
  return {
    value: ratio(covered),
    low: quantile(withOneMore(covered, "outside"), tail),
    high: quantile(withOneMore(covered, "inside"), 1 - tail),
    n,
    k,
  };
}

function ratio(strata: readonly StratumCounts[]): number {
  const inside = total(strata, (stratum) => (stratum.pairs * stratum.inside) / stratum.labelled);
  const outside = total(strata, (stratum) => (stratum.pairs * stratum.outside) / stratum.labelled);
  return inside / (inside + outside);
}

function withOneMore(strata: readonly StratumCounts[], side: "inside" | "outside"): readonly StratumCounts[] {
  const possible = strata.filter(
    ({ pairs, labelled, mayInside, mayOutside }) =>
      labelled < pairs && (side === "inside" ? mayInside : mayOutside),
  );
  const weight = ({ pairs, labelled }: StratumCounts) => pairs / labelled;
  const heaviest = possible.reduce<StratumCounts | undefined>(
    (most, stratum) => (most === undefined || weight(stratum) > weight(most) ? stratum : most),
    undefined,
  );
  return strata.map((stratum) =>
    stratum === heaviest
      ? { ...stratum, labelled: stratum.labelled + 1, [side]: stratum[side] + 1 }
      : stratum,
  );
}

function quantile(strata: readonly StratumCounts[], p: number): number {
  const value = ratio(strata);
  const size = effectiveSize(strata, Math.min(p, 1 - p));
  if (value === 0 || value === 1 || !Number.isFinite(size)) return value;
  return jstat.beta.inv(p, value * size, (1 - value) * size);
}

/** Labels of a simple random sample that would say as much; infinite where every pair is labelled. */
function effectiveSize(all: readonly StratumCounts[], tail: number): number {
  const strata = all.filter(({ mayInside, mayOutside }) => mayInside || mayOutside);
  const smooth = strata.map(smoothed);
  const inside = total(smooth, (stratum) => stratum.pairs * stratum.inside);
  const whole = inside + total(smooth, (stratum) => stratum.pairs * stratum.outside);
  const value = inside / whole;
  const variance = total(smooth, (stratum) => {
    const mean = stratum.inside * (1 - value) - stratum.outside * value;
    const spread = stratum.inside * (1 - value) ** 2 + stratum.outside * value ** 2 - mean ** 2;
    return (stratum.pairs * stratum.unseen * spread) / (stratum.labelled * whole ** 2);
  });
  const seen = total(strata, (stratum) => stratum.inside + stratum.outside);
  const unseen = total(smooth, (stratum) => stratum.unseen) / total(smooth, ({ pairs }) => pairs);
  if (unseen === 0 || variance === 0) return Number.POSITIVE_INFINITY;
  const labelled = total(strata, (stratum) => stratum.labelled);
  const most = seen / unseen;
  return Math.min((value * (1 - value)) / variance, most) * freedom(labelled, strata.length, tail);
}

/** Proportions with half a label more on each side that is possible (Jeffreys), so that no variance is taken for 0. */
function smoothed({ pairs, labelled, inside, outside, mayInside, mayOutside }: StratumCounts) {
  const unseen = Math.max(0, pairs - labelled);
  const half = unseen > 0 ? 0.5 : 0;
  const more = [mayInside ? half : 0, mayOutside ? half : 0] as const;
  const n = labelled + more[0] + more[1];
  return { pairs, labelled, unseen, inside: (inside + more[0]) / n, outside: (outside + more[1]) / n };
}

/** Korn & Graubard's correction for the strata's degrees of freedom, in (0, 1]. */
function freedom(labelled: number, strata: number, tail: number): number {
  if (strata === 1) return 1;
  const t = (degrees: number) => jstat.studentt.inv(1 - tail, Math.max(1, degrees));
  return (t(labelled - 1) / t(labelled - strata)) ** 2;
}

function total<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((sum, item) => sum + value(item), 0);
}
