import { expect, it } from "vitest";
import { correctedShare } from "../../../../src/statistics/prevalence.ts";

const good = { truePositives: 80, falseNegatives: 20, falsePositives: 10, trueNegatives: 90 };

it("is Rogan and Gladen's estimate, within an interval wider than the flag rate's", () => {
  const found = correctedShare(300, 900, good, "a");
  expect(found?.rate).toBeCloseTo(1 / 3, 12);
  const { low = 0, high = 0 } = found ?? {};
  expect(low).toBeGreaterThan(0.15);
  expect(low).toBeLessThan(0.28);
  expect(high).toBeGreaterThan(0.39);
  expect(high).toBeLessThan(0.5);
});

it("narrows with more examples, and is the same for the same seed", () => {
  const many = Object.fromEntries(Object.entries(good).map(([name, n]) => [name, 100 * n])) as typeof good;
  const [few, more] = [correctedShare(300, 900, good, "a"), correctedShare(300, 900, many, "a")];
  expect((more?.high ?? 1) - (more?.low ?? 0)).toBeLessThan((few?.high ?? 0) - (few?.low ?? 0));
  expect(correctedShare(300, 900, good, "a")).toEqual(few);
});

it("is none where fewer are flagged than are flagged in vain, and still has an upper end", () => {
  const found = correctedShare(80, 900, good, "a");
  expect(found).toMatchObject({ rate: 0, low: 0 });
  expect(found?.high).toBeGreaterThan(0);
  // So few that the errors must be others here.
  expect(correctedShare(20, 900, good, "a")).toBe(null);
});

it("covers what is there in nineteen of twenty samples", () => {
  // Uniform numbers that are the same each time.
  let state = 1;
  const random = () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
  const draw = (n: number, p: number) => Array.from({ length: n }, random).filter((one) => one < p).length;
  let covered = 0;
  for (let i = 0; i < 100; i++) {
    const [tp, fp] = [draw(150, 0.8), draw(300, 0.05)];
    const confusion = {
      truePositives: tp,
      falseNegatives: 150 - tp,
      falsePositives: fp,
      trueNegatives: 300 - fp,
    };
    const flagged = draw(1000, 0.1 * 0.8 + 0.9 * 0.05);
    const { low = 1, high = 0 } = correctedShare(flagged, 1000, confusion, String(i)) ?? {};
    if (low <= 0.1 && 0.1 <= high) covered++;
  }
  expect(covered).toBeGreaterThanOrEqual(88);
});

it.each([
  { truePositives: 0, falseNegatives: 12, falsePositives: 1, trueNegatives: 990 },
  { truePositives: 0, falseNegatives: 0, falsePositives: 1, trueNegatives: 99 },
  { truePositives: 50, falseNegatives: 50, falsePositives: 50, trueNegatives: 50 },
])("says nothing where examples do not show that a flag is right", (confusion) => {
  expect(correctedShare(10, 100, confusion, "a")).toBe(null);
});
