/** Agreement of two flags beyond chance. */
export interface Kappa {
  /** Null where either flag never varies: there is nothing to agree on. */
  readonly kappa: number | null;
  /** Ends of its 95 % interval. */
  readonly low: number | null;
  readonly high: number | null;
}

/**
 * Cohen's κ of a 2 × 2 table, with the large-sample interval of Fleiss, Cohen and Everitt (1969).
 * @param both pairs that both flag; then those that the one, the other and neither does
 * @example
 * cohenKappa(20, 5, 10, 15).kappa // => 0.4
 */
export function cohenKappa(both: number, one: number, other: number, neither: number): Kappa {
  const n = both + one + other + neither;
  const [a, b, c, d] = [both / n, one / n, other / n, neither / n];
  const [rowYes, columnYes] = [a + b, a + c];
  const expected = rowYes * columnYes + (1 - rowYes) * (1 - columnYes);
  if (n === 0 || expected === 1) return { kappa: null, low: null, high: null };
  const observed = a + d;
  const kappa = (observed - expected) / (1 - expected);
  const spread = 1 - kappa;
  const agreeing =
    a * (1 - (rowYes + columnYes) * spread) ** 2 + d * (1 - (2 - rowYes - columnYes) * spread) ** 2;
  const differing = spread ** 2 * (b * (columnYes + 1 - rowYes) ** 2 + c * (rowYes + 1 - columnYes) ** 2);
  const rest = (kappa - expected * spread) ** 2;
  const error = Math.sqrt(Math.max(0, agreeing + differing - rest) / n) / (1 - expected);
  const rounded = (value: number) => Number(value.toPrecision(12));
  return {
    kappa: rounded(kappa),
    low: rounded(Math.max(-1, kappa - 1.96 * error)),
    high: rounded(Math.min(1, kappa + 1.96 * error)),
  };
}
