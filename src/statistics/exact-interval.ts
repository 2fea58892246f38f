import jstat from "jstat";

/** Ends of an interval for a share. */
export interface Bounds {
  readonly low: number;
  readonly high: number;
}

/**
 * Clopper & Pearson's exact 95 % interval (1934) for k of n: never too narrow, which small counts need.
 * @example
 * exactInterval(0, 3).high // => 0.7075983
 */
export function exactInterval(k: number, n: number): Bounds {
  if (n === 0) return { low: 0, high: 1 };
  return {
    low: k === 0 ? 0 : jstat.beta.inv(0.025, k, n - k + 1),
    high: k === n ? 1 : jstat.beta.inv(0.975, k + 1, n - k),
  };
}
