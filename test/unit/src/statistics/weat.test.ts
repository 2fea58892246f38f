import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { weat } from "../../../../src/statistics/weat.ts";

const at = (degrees: number): Float32Array =>
  Float32Array.of(Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180));
const attributes = [[at(0)], [at(90)]] as const;

describe("the word embedding association test", () => {
  it("gives the effect size and the exact p of a case worked by hand", () => {
    // s(w) = cos θ − sin θ of 0°, 0°, 90°, 90° is 1, 1, −1, −1: d = 2 / √(4/3), 2 of 6 partitions are as extreme.
    const { d, p, permutations } = weat({
      targets: [
        [at(0), at(0)],
        [at(90), at(90)],
      ],
      attributes,
    });
    expect(d).toBeCloseTo(2 / Math.sqrt(4 / 3), 5);
    expect(p).toBeCloseTo(2 / 6, 12);
    expect(permutations).toBe(6);
  });

  it("finds nothing between sets that are alike", () => {
    expect(
      weat({
        targets: [
          [at(10), at(50)],
          [at(10), at(50)],
        ],
        attributes,
      }),
    ).toMatchObject({ d: 0, p: 1 });
    expect(
      weat({
        targets: [
          [at(10), at(10)],
          [at(10), at(10)],
        ],
        attributes,
      }),
    ).toMatchObject({ d: 0, p: 1 });
  });

  it("turns its sign, and nothing else, where targets or attributes change places; p is never 0", () => {
    const angles = fc.array(fc.integer({ min: 0, max: 359 }), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(angles, angles, (first, second) => {
        const [x, y] = [first.map(at), second.map(at)];
        const one = weat({ targets: [x, y], attributes });
        const other = weat({ targets: [y, x], attributes });
        const turned = weat({ targets: [x, y], attributes: [attributes[1], attributes[0]] });
        expect(other.d).toBeCloseTo(-one.d, 5);
        expect(turned.d).toBeCloseTo(-one.d, 5);
        expect(other.p).toBe(one.p);
        expect(one.p).toBeGreaterThanOrEqual(1 / 70);
        expect(Math.abs(one.d)).toBeLessThanOrEqual(2);
      }),
    );
  });

  it("refuses sets that cannot be compared", () => {
    expect(() => weat({ targets: [[at(0), at(1)], [at(2)]], attributes })).toThrow(RangeError);
    expect(() => weat({ targets: [[at(0)], [at(2)]], attributes })).toThrow(RangeError);
    expect(() =>
      weat({
        targets: [
          [at(0), at(1)],
          [at(2), at(3)],
        ],
        attributes: [[], [at(0)]],
      }),
    ).toThrow(RangeError);
  });
});
