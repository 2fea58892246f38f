/** Standard normal quantile at 0.975. */
const Z = 1.959963984540054;

/**
 * Pairs to draw at random, without replacement, so that a share is known within an error at 95 % (Cochran 1977, §4.4:
 * z² p (1 − p) / e², with the correction for a finite whole).
 * @param rate what the share is about @param within half the interval's width, as a share @param of pairs in all
 */
export function sampleSize(rate: number, within: number, of = Number.POSITIVE_INFINITY): number {
  const infinite = (Z ** 2 * rate * (1 - rate)) / within ** 2;
  return Math.ceil(infinite / (1 + Math.max(0, infinite - 1) / of));
}
