import { sha256Bytes } from "../digest/sha256.ts";

/** How intervals are drawn. */
export interface BootstrapOptions {
  /** Resamples, at least 1. */
  readonly repeats: number;
  /** The same seed and name give the same intervals. */
  readonly seed: number;
  /** What is resampled, so that one interval does not hang on which others are asked for. */
  readonly name: string;
}

/** A percentile interval, and over how many resamples in which the statistic was defined. */
export interface Interval {
  readonly low: number;
  readonly high: number;
  readonly resamples: number;
}

/**
 * 95 % percentile-bootstrap intervals (Efron & Tibshirani 1993, ch. 13) of several statistics of n items,
 * drawn with replacement. A resample in which a statistic is `null` is left out for that statistic; one
 * that is defined in none has no interval.
 * @param statistics the statistics' values, given how often each item was drawn
 */
export function bootstrap<Name extends string>(
  n: number,
  statistics: (weights: Uint32Array) => Readonly<Record<Name, number | null>>,
  { repeats, seed, name }: BootstrapOptions,
): Readonly<Partial<Record<Name, Interval>>> {
  const random = generator(`${seed}\n${name}`);
  const values: Partial<Record<Name, number[]>> = {};
  const weights = new Uint32Array(n);
  for (let repeat = 0; repeat < repeats; repeat++) {
    weights.fill(0);
    for (let draw = 0; draw < n; draw++) {
      const item = Math.floor(random() * n);
      weights[item] = (weights[item] ?? 0) + 1;
    }
    for (const [key, value] of Object.entries(statistics(weights)) as [Name, number | null][]) {
      const own = values[key] ?? [];
      if (value !== null) own.push(value);
      values[key] = own;
    }
  }
  const intervals: Partial<Record<Name, Interval>> = {};
  for (const [key, own] of Object.entries(values) as [Name, number[]][])
    if (own.length > 0) intervals[key] = percentiles(own);
  return intervals;
}

function percentiles(values: readonly number[]): Interval {
  const sorted = Float64Array.from(values).sort();
  return { low: quantile(sorted, 0.025), high: quantile(sorted, 0.975), resamples: sorted.length };
}

/** Linear between neighbours (Hyndman & Fan 1996, type 7), as NumPy's default. */
function quantile(sorted: Float64Array, q: number): number {
  const at = (sorted.length - 1) * q;
  const below = sorted[Math.floor(at)] ?? 0;
  const above = sorted[Math.ceil(at)] ?? below;
  return below + (above - below) * (at - Math.floor(at));
}

/** Uniform numbers in [0, 1): sfc32 (Doty-Humphrey, PractRand), seeded by SHA-256 of a text. */
export function generator(text: string): () => number {
  const digest = sha256Bytes(text);
  let [a, b, c, counter] = [0, 4, 8, 12].map((offset) => digest.readInt32LE(offset)) as [
    number,
    number,
    number,
    number,
  ];
  return () => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  };
}
