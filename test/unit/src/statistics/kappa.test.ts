import { describe, expect, it } from "vitest";
import { cohenKappa } from "../../../../src/statistics/kappa.ts";

/** The delta method by differences: how κ moves with each cell's share. */
function errorByDifferences(cells: readonly [number, number, number, number]): number {
  const n = cells.reduce((sum, cell) => sum + cell, 0);
  const kappaOf = (p: readonly number[]) => {
    const [a = 0, b = 0, c = 0, d = 0] = p;
    const chance = (a + b) * (a + c) + (c + d) * (b + d);
    return (a + d - chance) / (1 - chance);
  };
  const shares = cells.map((cell) => cell / n);
  const step = 1e-6;
  const slopes = shares.map(
    (_, i) => (kappaOf(shares.map((p, j) => (i === j ? p + step : p))) - kappaOf(shares)) / step,
  );
  const mean = slopes.reduce((sum, slope, i) => sum + slope * (shares[i] ?? 0), 0);
  const variance = slopes.reduce((sum, slope, i) => sum + (shares[i] ?? 0) * (slope - mean) ** 2, 0);
  return Math.sqrt(variance / n);
}

describe("Cohen's κ", () => {
  it.each([
    [20, 5, 10, 15],
    [90, 3, 7, 400],
  ] as const)("of %i, %i, %i, %i has the interval that the delta method gives", (a, b, c, d) => {
    const { kappa, low, high } = cohenKappa(a, b, c, d);
    expect((Number(high) - Number(low)) / 2 / 1.96).toBeCloseTo(errorByDifferences([a, b, c, d]), 4);
    expect((Number(high) + Number(low)) / 2).toBeCloseTo(Number(kappa), 10);
  });

  it("is 0.4 for a table worked by hand: 0.7 agree, 0.5 by chance", () => {
    expect(cohenKappa(20, 5, 10, 15).kappa).toBe(0.4);
  });

  it("is one where both always say the same, and nothing where neither ever varies", () => {
    expect(cohenKappa(3, 0, 0, 7)).toEqual({ kappa: 1, low: 1, high: 1 });
    expect(cohenKappa(0, 0, 0, 9)).toEqual({ kappa: null, low: null, high: null });
    expect(cohenKappa(0, 0, 0, 0)).toEqual({ kappa: null, low: null, high: null });
  });
});
