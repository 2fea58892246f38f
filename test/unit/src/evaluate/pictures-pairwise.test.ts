import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { farther, pairwiseMeasure } from "../../../../src/evaluate/pictures/pairwise.ts";

const mean = (values: readonly number[]) => values.reduce((sum, one) => sum + one, 0) / values.length;
const deviation = (values: readonly number[]) =>
  Math.sqrt(mean(values.map((one) => (one - mean(values)) ** 2)) * (values.length / (values.length - 1)));

/** Numbers in [0, 1) that are the same on every machine. */
function stream(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** All pairs of these pictures, compared by the distance of their numbers. */
const spread = (numbers: readonly number[], concepts: readonly unknown[]) =>
  pairwiseMeasure(concepts, [
    { rivals: concepts, rows: numbers.map((a) => numbers.map((b) => Math.abs(a - b))) },
  ]);

describe("comparisons of every picture with every other", () => {
  it("counts rivals that lie farther off, ties half", () => {
    expect([...farther(1, [2, 3, 0, 1])]).toEqual([1, 1, 0, 0.5]);
  });

  it("is the mean over concepts, without rivals of the own one", () => {
    const rows = [
      [9, 0.5, 0.1],
      [9, 0.5, 0.5],
      [0.2, 9, 0.4],
    ];
    const { value } = pairwiseMeasure(["ant", "ant", "bee"], [{ rivals: ["ant", "bee", "cow"], rows }]);
    expect(value).toBeCloseTo(mean([mean([0.3, 0.5]), 0.3]), 12);
  });

  it("leaves out comparisons that a picture has no part in", () => {
    const one = { rivals: ["ant", "bee"], rows: [[9, 0.2], null] };
    const other = {
      rivals: ["ant", "cow"],
      rows: [
        [9, 0.6],
        [0.5, 0.7],
      ],
    };
    expect(pairwiseMeasure(["ant", "bee"], [one, other]).value).toBeCloseTo(mean([0.4, 0.6]), 12);
    expect(pairwiseMeasure(["ant"], [{ rivals: ["ant"], rows: [null] }]).value).toBeNull();
  });

  it("has the interval of leaving each concept out, as picture and as rival", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.double({ min: 0, max: 1, noNaN: true })), {
          minLength: 4,
          maxLength: 14,
        }),
        (pictures) => {
          const kept = (left: number | null) => pictures.filter(([concept]) => concept !== left);
          const of = (some: typeof pictures) =>
            spread(
              some.map(([, number]) => number),
              some.map(([concept]) => concept),
            ).value;
          const whole = spread(
            pictures.map(([, number]) => number),
            pictures.map(([concept]) => concept),
          );
          const concepts = [...new Set(pictures.map(([concept]) => concept))];
          fc.pre(concepts.length > 2);
          const partial = concepts.map((left) => of(kept(left)) as number);
          const n = partial.length;
          const error = (Math.sqrt((n - 1) ** 2 / n) * deviation(partial)) as number;
          expect((whole.high as number) - (whole.value as number)).toBeCloseTo(1.959964 * error, 5);
        },
      ),
    );
  });

  it("is as wide as the statistic scatters from sample to sample", () => {
    const random = stream(7);
    const samples = Array.from({ length: 300 }, () => {
      const numbers = Array.from({ length: 40 }, random);
      return spread(numbers, [...numbers.keys()]);
    });
    const scatter = deviation(samples.map(({ value }) => value as number));
    const claimed = mean(samples.map(({ low, high }) => ((high as number) - (low as number)) / 2 / 1.959964));
    expect(claimed / scatter).toBeGreaterThan(0.9);
    expect(claimed / scatter).toBeLessThan(1.1);
  });
});
