import { bootstrap } from "./bootstrap.ts";
import { wilson } from "./wilson.ts";

/** What the reviewers said of one pair: reviewer → category. Who said nothing is not in it. */
export type Opinions = ReadonlyMap<string, string>;

/** A coefficient with its 95 % percentile-bootstrap interval over pairs; null ends where there is none. */
export interface Coefficient {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Pairs that it speaks of. */
  readonly n: number;
  /** Why there is no value. */
  readonly reason?: string;
}

/** How two reviewers agree on the pairs that both judged. */
export interface TwoReviewers {
  readonly reviewers: readonly [string, string];
  /** Share of pairs with the same category, in [0, 1]. */
  readonly percent: Coefficient;
  /** Cohen's κ (Cohen 1960), in [−1, 1]. */
  readonly kappa: Coefficient;
  /** Pairs by category of the first (rows) and of the second (columns), in the order of `categories`. */
  readonly confusion: readonly (readonly number[])[];
}

/** How all reviewers agree. */
export interface Agreement {
  readonly categories: readonly string[];
  /** Reviewers by name, with the pairs that each judged. */
  readonly reviewers: readonly { readonly name: string; readonly pairs: number }[];
  readonly between: readonly TwoReviewers[];
  /** Krippendorff's α for nominal data (Krippendorff 2011), at most 1, over pairs with two judgements or more. */
  readonly alpha: Coefficient;
}

export interface AgreementOptions {
  /** Bootstrap resamples. */
  readonly repeats: number;
  readonly seed: number;
}

/**
 * Agreement of any number of reviewers, of whom each judged some of the pairs. Neither names nor the order
 * of reviewers and categories change a number; the order of the pairs decides which resamples are drawn.
 */
export function agreement(pairs: readonly Opinions[], options: AgreementOptions): Agreement {
  const names = [...new Set(pairs.flatMap((pair) => [...pair.keys()]))].sort();
  const categories = [...new Set(pairs.flatMap((pair) => [...pair.values()]))].sort();
  return {
    categories,
    reviewers: names.map((name) => ({ name, pairs: pairs.filter((pair) => pair.has(name)).length })),
    between: names.flatMap((first, i) =>
      names.slice(i + 1).map((second) => twoReviewers(pairs, [first, second], categories, options)),
    ),
    alpha: overall(pairs, categories, options),
  };
}

function twoReviewers(
  pairs: readonly Opinions[],
  reviewers: readonly [string, string],
  categories: readonly string[],
  options: AgreementOptions,
): TwoReviewers {
  const judged = pairs.flatMap((pair) => {
    const [first, second] = reviewers.map((name) => pair.get(name));
    return first === undefined || second === undefined
      ? []
      : [[categories.indexOf(first), categories.indexOf(second)] as const];
  });
  const n = judged.length;
  const tally = (weights: ArrayLike<number>) => crossTable(judged, categories.length, weights);
  const confusion = tally(new Uint8Array(n).fill(1));
  const intervals = bootstrap(
    n,
    (weights) => {
      const table = tally(weights);
      return { percent: share(table), kappa: cohenKappa(table) };
    },
    { ...options, name: "two reviewers" },
  );
  const none = n === 0 ? "no pair was judged by both" : "both used one and the same category only";
  return {
    reviewers,
    percent: shareOf(coefficient(share(confusion), n, intervals.percent, none)),
    kappa: coefficient(cohenKappa(confusion), n, intervals.kappa, none),
    confusion,
  };
}

function crossTable(
  judged: readonly (readonly [number, number])[],
  size: number,
  weights: ArrayLike<number>,
): number[][] {
  const table = Array.from({ length: size }, () => new Array<number>(size).fill(0));
  for (const [i, [first, second]] of judged.entries()) {
    const row = table[first];
    if (row) row[second] = (row[second] ?? 0) + (weights[i] ?? 0);
  }
  return table;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Share on the diagonal of a square table of counts; `null` for an empty one. */
function share(table: readonly (readonly number[])[]): number | null {
  const n = sum(table.map(sum));
  return n === 0 ? null : sum(table.map((row, i) => row[i] ?? 0)) / n;
}

/**
 * Cohen's κ of a square table of counts: (p_o − p_e) / (1 − p_e), here times n², in whole numbers, so that no
 * rounding depends on the order of the categories. `null` where agreement by chance is certain, or for an
 * empty table.
 * @example
 * cohenKappa([[20, 5], [10, 15]]) // => 0.4
 */
export function cohenKappa(table: readonly (readonly number[])[]): number | null {
  const n = sum(table.map(sum));
  const observed = n * sum(table.map((row, i) => row[i] ?? 0));
  const expected = sum(table.map((row, i) => sum(row) * sum(table.map((other) => other[i] ?? 0))));
  return n ** 2 === expected ? null : (observed - expected) / (n ** 2 - expected);
}

function overall(
  pairs: readonly Opinions[],
  categories: readonly string[],
  options: AgreementOptions,
): Coefficient {
  const units = pairs.filter((pair) => pair.size > 1).map((pair) => counts(pair, categories));
  const intervals = bootstrap(units.length, (weights) => ({ alpha: alpha(units, weights) }), {
    ...options,
    name: "all reviewers",
  });
  const none = units.length === 0 ? "no pair was judged by two reviewers" : "only one category was used";
  return coefficient(alpha(units, new Uint8Array(units.length).fill(1)), units.length, intervals.alpha, none);
}

function counts(pair: Opinions, categories: readonly string[]): readonly number[] {
  const values = [...pair.values()];
  return categories.map((category) => values.filter((value) => value === category).length);
}

/** α from how often each category was given to each unit, over units with two values or more. */
function alpha(units: readonly (readonly number[])[], weights: ArrayLike<number>): number | null {
  const totals = new Array<number>(units[0]?.length ?? 0).fill(0);
  let disagreeing = 0;
  for (const [u, unit] of units.entries()) {
    const weight = weights[u] ?? 0;
    const values = sum(unit);
    for (const [c, count] of unit.entries()) totals[c] = (totals[c] ?? 0) + weight * count;
    disagreeing += (weight * sum(unit.map((count) => count * (values - count)))) / (values - 1);
  }
  const n = sum(totals);
  const expected = sum(totals.map((total) => total * (n - total)));
  return expected === 0 ? null : 1 - ((n - 1) * disagreeing) / expected;
}

/** A share of pairs that all say the same has Wilson's interval: resamples of them say nothing of how sure it is. */
function shareOf(found: Coefficient): Coefficient {
  const { value, low, n } = found;
  if (value === null || low !== null) return found;
  const rate = wilson(Math.round(value * n), n);
  return { ...found, low: rate.low, high: rate.high };
}

/** Without an interval where every resample says the same, as of a single pair: it would claim to be certain. */
function coefficient(
  value: number | null,
  n: number,
  interval: { readonly low: number; readonly high: number } | undefined,
  none: string,
): Coefficient {
  if (value === null) return { value, low: null, high: null, n, reason: none };
  const says = interval !== undefined && interval.low < interval.high;
  return { value, low: says ? interval.low : null, high: says ? interval.high : null, n };
}
