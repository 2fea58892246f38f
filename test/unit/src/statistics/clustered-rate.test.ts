import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clusteredRate } from "../../../../src/statistics/clustered-rate.ts";
import { wilson } from "../../../../src/statistics/wilson.ts";

/** Captions with one to four pictures each. */
const captions = fc.array(fc.array(fc.boolean(), { minLength: 1, maxLength: 4 }), {
  minLength: 1,
  maxLength: 40,
});
const rateOf = (pictures: readonly (readonly boolean[])[]) =>
  clusteredRate(
    pictures.flat(),
    pictures.flatMap((own, caption) => own.map(() => caption)),
  );
const widthOf = ({ low, high }: { readonly low: number | null; readonly high: number | null }) =>
  (high ?? 1) - (low ?? 0);

describe("a share of pictures, of which several belong to one caption", () => {
  it("has the interval that Rao & Scott's design effect gives by hand", () => {
    // 5 of 8; residuals 0.75, 0.75, -0.25 and -1.25: effect 4/3 · 2.75 / (8 · 5/8 · 3/8) = 1.9556, Wilson at n = 4.0909.
    const { k, n, rate, low, high } = rateOf([
      [true, true],
      [true, true],
      [true, false],
      [false, false],
    ]);
    expect([k, n, rate]).toEqual([5, 8, 0.625]);
    expect(low).toBeCloseTo(0.2221692, 6);
    expect(high).toBeCloseTo(0.9067617, 6);
  });

  it("is Wilson's where every caption has one picture", () => {
    fc.assert(
      fc.property(fc.array(fc.boolean()), (hits) => {
        expect(rateOf(hits.map((hit) => [hit]))).toEqual(wilson(hits.filter(Boolean).length, hits.length));
      }),
    );
  });

  it("is Wilson's over captions where pictures of a caption are all alike, also at 0 and 1", () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 1 }), fc.integer({ min: 1, max: 5 }), (hits, size) => {
        const { low, high } = rateOf(hits.map((hit) => Array.from({ length: size }, () => hit)));
        const over = wilson(hits.filter(Boolean).length, hits.length);
        expect(low).toBeCloseTo(over.low ?? Number.NaN, 10);
        expect(high).toBeCloseTo(over.high ?? Number.NaN, 10);
      }),
    );
    expect(rateOf(Array.from({ length: 10 }, () => [true, true]))).toEqual({
      ...wilson(10, 10),
      ...{ k: 20, n: 20 },
    });
  });

  it("is never narrower than Wilson's over pictures, holds the share, and does not hang on the order", () => {
    fc.assert(
      fc.property(captions, (pictures) => {
        const own = rateOf(pictures);
        expect(widthOf(own)).toBeGreaterThanOrEqual(widthOf(wilson(own.k, own.n)) - 1e-12);
        expect(own.low).toBeLessThanOrEqual(own.rate ?? -1);
        expect(own.high).toBeGreaterThanOrEqual(own.rate ?? 2);
        expect(rateOf(pictures.toReversed()).low).toBeCloseTo(own.low ?? Number.NaN, 10);
      }),
    );
  });

  it("covers the truth of captions that differ where Wilson over pictures does not", () => {
    // Lehmer's generator, as Park & Miller seed it: the same pictures every time.
    let state = 1;
    const next = () => {
      state = (state * 48271) % 2147483647;
      return state / 2147483647;
    };
    const covers = ({ low, high }: ReturnType<typeof wilson>) => (low ?? 1) <= 0.5 && 0.5 <= (high ?? 0);
    let [clustered, plain] = [0, 0];
    for (let repeat = 0; repeat < 500; repeat++) {
      // Every caption has a chance of its own, 0.1 or 0.9, for each of four pictures.
      const pictures = Array.from({ length: 40 }, () => {
        const chance = next() < 0.5 ? 0.1 : 0.9;
        return Array.from({ length: 4 }, () => next() < chance);
      });
      const own = rateOf(pictures);
      clustered += covers(own) ? 1 : 0;
      plain += covers(wilson(own.k, own.n)) ? 1 : 0;
    }
    expect(clustered / 500).toBeGreaterThan(0.92);
    expect(plain / 500).toBeLessThan(0.85);
  });

  it("says nothing about nothing", () => {
    expect(clusteredRate([], [])).toEqual(wilson(0, 0));
  });
});
