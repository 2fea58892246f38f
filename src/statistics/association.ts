import jstat from "jstat";

/** How much more often one group is hit than all others. */
export interface Association {
  /** Hits and pairs of the group. */
  readonly k: number;
  readonly n: number;
  /** Odds of a hit in the group over those of all others; Haldane–Anscombe: half a pair is added to each cell. */
  readonly oddsRatio: number;
  /** 95 % Wald interval on the logarithm. */
  readonly low: number;
  readonly high: number;
  /** Fisher's exact test, two-sided; in large tables Wald's, which then agrees. */
  readonly p: number;
}

/** Groups of fewer pairs are suppressed: their rates say nothing, and their members could be found. */
export const SMALLEST = 10;

/** Tables with more possible cells than this are large. */
const LARGE = 20_000;

/**
 * Association of a group with a hit in a 2 × 2 table.
 * @param k hits in the group, of its `n` pairs
 * @param hits hits in all, of all `pairs`
 * @see Agresti, Categorical Data Analysis (2013), §3.1 (odds ratio) and §3.5 (Fisher's exact test)
 */
export function association(k: number, n: number, hits: number, pairs: number): Association {
  const cells = [k, n - k, hits - k, pairs - n - (hits - k)];
  if (cells.some((cell) => cell < 0)) throw new RangeError(`wanted a 2 × 2 table, got ${cells.join(", ")}`);
  const [a = 0, b = 0, c = 0, d = 0] = cells.map((cell) => cell + 0.5);
  const log = Math.log((a * d) / (b * c));
  const error = Math.sqrt(1 / a + 1 / b + 1 / c + 1 / d);
  const z = jstat.normal.inv(0.975, 0, 1);
  const wald = 2 * (1 - jstat.normal.cdf(Math.abs(log / error), 0, 1));
  return {
    k,
    n,
    oddsRatio: Math.exp(log),
    low: Math.exp(log - z * error),
    high: Math.exp(log + z * error),
    p: Math.min(n, hits) > LARGE ? wald : fisher(k, n, hits, pairs),
  };
}

/** Sum of the probabilities of all tables with these margins that are no likelier than the one found. */
function fisher(k: number, n: number, hits: number, pairs: number): number {
  const choose = (from: number, some: number) =>
    jstat.gammaln(from + 1) - jstat.gammaln(some + 1) - jstat.gammaln(from - some + 1);
  const whole = choose(pairs, n);
  const chance = (x: number) => Math.exp(choose(hits, x) + choose(pairs - hits, n - x) - whole);
  const found = chance(k);
  let sum = 0;
  for (let x = Math.max(0, n - (pairs - hits)); x <= Math.min(n, hits); x++) {
    const one = chance(x);
    // Rounding must not leave out tables that are exactly as likely.
    if (one <= found * (1 + 1e-7)) sum += one;
  }
  return Math.min(1, sum);
}

/** Holm's step-down correction: p values that hold together, in the order given. */
export function holm(values: readonly number[]): readonly number[] {
  const order = values.map((p, i) => ({ p, i })).sort((a, b) => a.p - b.p);
  const adjusted = new Array<number>(values.length).fill(1);
  let most = 0;
  for (const [rank, { p, i }] of order.entries()) {
    most = Math.max(most, Math.min(1, (values.length - rank) * p));
    adjusted[i] = most;
  }
  return adjusted;
}
