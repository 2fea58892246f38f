import fc from "fast-check";
import { expect, it } from "vitest";
import { wilson } from "../../../../src/statistics/wilson.ts";

// Newcombe 1998, Statistics in Medicine 17:857–872, table I, method 3 (score, without continuity correction).
it.each([
  [81, 263, 0.2553, 0.3662],
  [15, 148, 0.0624, 0.1605],
  [0, 20, 0, 0.1611],
  [1, 29, 0.0061, 0.1718],
])("gives Newcombe's interval for %i of %i", (k, n, low, high) => {
  expect(wilson(k, n).low).toBeCloseTo(low, 4);
  expect(wilson(k, n).high).toBeCloseTo(high, 4);
});

it("has its point inside its interval inside [0, 1], and shrinks as n grows", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e6 }), fc.double({ min: 0, max: 1, noNaN: true }), (n, share) => {
      const { rate, low, high } = wilson(Math.round(n * share), n) as {
        rate: number;
        low: number;
        high: number;
      };
      expect(0 <= low && low <= rate && rate <= high && high <= 1).toBe(true);
    }),
  );
});

it("says nothing about nothing", () => {
  expect(wilson(0, 0)).toEqual({ k: 0, n: 0, rate: null, low: null, high: null });
});
