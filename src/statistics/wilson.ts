/** Standard normal quantile at 0.975. */
const Z = 1.959963984540054;

/** A proportion with its 95 % interval; all `null` when nothing was measured. */
export interface Rate {
  readonly k: number;
  readonly n: number;
  readonly rate: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/**
 * Wilson's score interval for k of n (Wilson 1927; Brown, Cai & DasGupta 2001, eq. 4), 95 %.
 * @example
 * wilson(0, 10).high // => 0.27753279986288926
 */
export function wilson(k: number, n: number): Rate {
  if (n === 0) return { k, n, rate: null, low: null, high: null };
  const p = k / n;
  const centre = (p + Z ** 2 / (2 * n)) / (1 + Z ** 2 / n);
  const half = (Z * Math.sqrt((p * (1 - p)) / n + Z ** 2 / (4 * n ** 2))) / (1 + Z ** 2 / n);
  // The ends are exact where the formula only nearly is.
  return { k, n, rate: p, low: k === 0 ? 0 : centre - half, high: k === n ? 1 : centre + half };
}
