/**
 * Benjamini & Hochberg's step-up correction (1995): of all whose adjusted p is at most q, a share of q is expected to
 * be found by chance. In the order given.
 * @example
 * falseDiscovery([0.01, 0.04, 0.03, 0.005]) // => [0.02, 0.04, 0.04, 0.02]
 */
export function falseDiscovery(values: readonly number[]): readonly number[] {
  const order = values.map((p, i) => ({ p, i })).sort((a, b) => b.p - a.p);
  const adjusted = new Array<number>(values.length).fill(1);
  let least = 1;
  for (const [place, { p, i }] of order.entries()) {
    least = Math.min(least, (p * values.length) / (values.length - place));
    adjusted[i] = least;
  }
  return adjusted;
}
