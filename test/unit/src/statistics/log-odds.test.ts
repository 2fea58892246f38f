import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exactInterval } from "../../../../src/statistics/exact-interval.ts";
import { falseDiscovery } from "../../../../src/statistics/false-discovery.ts";
import { logOdds } from "../../../../src/statistics/log-odds.ts";
import { sampleSize } from "../../../../src/statistics/sample-size.ts";

// Golden values by NumPy 2 and SciPy 1.16: norm.sf, false_discovery_control, binomtest(…).proportion_ci("exact").
describe("log-odds with an informative prior", () => {
  it.each([
    [30, 10, 1000, 9000, 2.846956165074772, 8.410465898684569, 4.083852887490235e-17],
    [3, 40, 800, 12_000, 0.07684812214481163, 0.1576286393842314, 0.8747494347291767],
    [0, 5, 100, 1000, -0.24792528384522683, -0.3262457214586977, 0.7442384513544424],
  ])("is Monroe's for %d and %d of %d and %d", (here, there, ofHere, ofThere, ratio, z, p) => {
    const found = logOdds({ here, there, ofHere, ofThere });
    expect(found.logOddsRatio).toBeCloseTo(ratio, 10);
    expect(found.z).toBeCloseTo(z, 10);
    expect(found.p).toBeCloseTo(p, 6);
  });

  it("turns its sign with the bodies, and is nothing where both are alike", () => {
    const one = logOdds({ here: 7, there: 20, ofHere: 300, ofThere: 4000 });
    const turned = logOdds({ here: 20, there: 7, ofHere: 4000, ofThere: 300 });
    expect(turned.z).toBeCloseTo(-one.z, 12);
    expect(logOdds({ here: 5, there: 5, ofHere: 100, ofThere: 100 }).p).toBeCloseTo(1, 12);
  });

  it("refuses counts beyond their totals, and what never occurs", () => {
    expect(() => logOdds({ here: 2, there: 0, ofHere: 1, ofThere: 1 })).toThrow(RangeError);
    expect(() => logOdds({ here: 0, there: 0, ofHere: 1, ofThere: 1 })).toThrow(RangeError);
  });
});

it("corrects by Benjamini and Hochberg (1995), whatever the order", () => {
  const close = (values: readonly number[]) => values.map((p) => Number(p.toFixed(8)));
  expect(close(falseDiscovery([0.01, 0.04, 0.03, 0.005]))).toEqual([0.02, 0.04, 0.04, 0.02]);
  expect(close(falseDiscovery([0.001, 0.2, 0.03, 0.9, 0.04]))).toEqual([
    0.005, 0.25, 0.06666667, 0.9, 0.06666667,
  ]);
  expect(falseDiscovery([])).toEqual([]);
});

it("bounds small shares exactly (Clopper & Pearson 1934)", () => {
  expect(exactInterval(0, 3).high).toBeCloseTo(0.7075982261787133, 6);
  expect(exactInterval(1, 4).low).toBeCloseTo(0.006309463209709889, 6);
  expect(exactInterval(9, 9)).toEqual({ low: expect.closeTo(0.6637328831200571, 6), high: 1 });
  expect(exactInterval(0, 0)).toEqual({ low: 0, high: 1 });
  fc.assert(
    fc.property(fc.nat(50), fc.nat(50), (k, more) => {
      const { low, high } = exactInterval(k, k + more);
      expect(low).toBeLessThanOrEqual(k / Math.max(1, k + more));
      expect(high).toBeGreaterThanOrEqual(k / Math.max(1, k + more));
    }),
  );
});

it("asks for Cochran's 385 pairs to know a half within 5 points, and never for more than there are", () => {
  expect(sampleSize(0.5, 0.05)).toBe(385);
  // Cochran 1977, §4.4: n₀ = 384.16 of 1,000 is 278.
  expect(sampleSize(0.5, 0.05, 1000)).toBe(278);
  expect(sampleSize(0.5, 0.001, 50)).toBeLessThanOrEqual(50);
  expect(sampleSize(0, 0.01)).toBe(0);
});
