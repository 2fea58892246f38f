import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { precision, prevalence, ranking, recall, reliability } from "../../../../src/review/estimates.ts";
import type { Sample } from "../../../../src/review/sample.ts";
import { findThreshold, positivesNeeded } from "../../../../src/review/threshold.ts";
import { type StratumCounts, weightedShare } from "../../../../src/statistics/weighted-share.ts";
import { drawn, generator, type Pair, population } from "../../../support/sampling.ts";

const stratum = (pairs: number, labelled: number, inside: number): StratumCounts => ({
  pairs,
  labelled,
  inside,
  outside: labelled - inside,
  mayInside: true,
  mayOutside: true,
});
const target = { miss: 0.02, confidence: 0.95 };

describe("weightedShare", () => {
  it("is Clopper–Pearson's for a simple sample: R's binom.test(682, 925), after Conover 1971", () => {
    const { value, low, high } = weightedShare([stratum(1e12, 925, 682)]);
    expect(value).toBeCloseTo(0.7372973, 7);
    expect(low).toBeCloseTo(0.7076683, 6);
    expect(high).toBeCloseTo(0.7654066, 6);
  });

  it("gives a bound where nothing was found: 1 − 0.025^(1/n)", () => {
    const { low, high } = weightedShare([stratum(1e12, 300, 0)]);
    expect(low).toBe(0);
    expect(high).toBeCloseTo(1 - 0.025 ** (1 / 300), 6);
    expect(weightedShare([stratum(1e12, 300, 300)])).toMatchObject({ value: 1, high: 1 });
  });

  it("weighs strata by their pairs, and knows a stratum that was labelled to its last pair", () => {
    expect(weightedShare([stratum(900, 30, 3), stratum(100, 50, 40)]).value).toBeCloseTo(0.17, 12);
    expect(weightedShare([stratum(90, 90, 9), stratum(10, 10, 8)])).toMatchObject({
      value: 0.17,
      low: 0.17,
      high: 0.17,
    });
  });

  it("does not take a heavy stratum in which nothing was found for empty", () => {
    const { high } = weightedShare([stratum(9000, 50, 0), stratum(1000, 450, 225)]);
    expect(high).toBeGreaterThan(0.05 + 0.9 * 0.04);
  });

  it("holds its value, in [0, 1], and narrows with more labels", () => {
    const counts = fc
      .record({
        pairs: fc.integer({ min: 200, max: 1e6 }),
        n: fc.integer({ min: 2, max: 90 }),
        k: fc.nat(90),
      })
      .map(({ pairs, n, k }) => stratum(pairs, n, Math.min(n, k)));
    fc.assert(
      fc.property(fc.array(counts, { minLength: 1, maxLength: 6 }), (strata) => {
        const { value, low, high } = weightedShare(strata) as Readonly<
          Record<"value" | "low" | "high", number>
        >;
        expect(low).toBeGreaterThanOrEqual(0);
        expect(low).toBeLessThanOrEqual(value);
        expect(high).toBeGreaterThanOrEqual(value);
        expect(high).toBeLessThanOrEqual(1);
        const more = weightedShare(
          strata.map(({ pairs, labelled, inside }) => stratum(pairs * 2, labelled * 2, inside * 2)),
        );
        expect((more.high ?? 1) - (more.low ?? 0)).toBeLessThan(high - low + 1e-9);
      }),
    );
  });
});

describe("estimates", () => {
  const strata = [
    { id: -1, pairs: 10, lowest: null, highest: null },
    { id: 0, pairs: 100, lowest: 0.01, highest: 0.4 },
    { id: 1, pairs: 20, lowest: 0.5, highest: 1 },
  ];
  const labels = [
    { score: null, stratum: -1, drop: false },
    { score: 0.1, stratum: 0, drop: false },
    { score: 0.3, stratum: 0, drop: true },
    { score: 0.6, stratum: 1, drop: false },
    { score: 0.7, stratum: 1, drop: true },
    { score: 0.8, stratum: 1, drop: true },
    { score: 0.9, stratum: 1, drop: true },
  ];
  const scores = labels.flatMap(({ score }) => score ?? []);
  const sample: Sample = { strata, labels, scores, unsure: 0, open: 0 };

  it("weigh every label by the pairs that it stands for", () => {
    expect(prevalence(sample).value).toBeCloseTo((50 + 15) / 130, 12);
    expect(precision(sample, 0.5)).toMatchObject({ value: 0.75, n: 4, k: 3 });
    expect(recall(sample, 0.5)).toMatchObject({ n: 4, k: 3 });
    expect(recall(sample, 0.5).value).toBeCloseTo(15 / 65, 12);
    expect(precision(sample, 1.5).value).toBeNull();
  });

  it("draw the curve through the same numbers", () => {
    const { curve, averagePrecision } = ranking(sample, { repeats: 50, seed: 1, name: "test" });
    for (const point of curve) {
      expect(point.precision).toBeCloseTo(precision(sample, point.threshold).value ?? -1, 12);
      expect(point.recall).toBeCloseTo(recall(sample, point.threshold).value ?? -1, 12);
    }
    expect(averagePrecision.value).toBeCloseTo((15 / 65) * 1 + (50 / 65) * (65 / 70), 12);
    expect(
      ranking({ ...sample, labels: labels.slice(0, 2) }, { repeats: 5, seed: 1, name: "" }),
    ).toMatchObject({
      curve: [],
      averagePrecision: { value: null },
    });
  });

  it("say what a score means, and nothing of counts", () => {
    const bins = reliability(sample)?.bins ?? [];
    expect(bins.map(({ share }) => share.n)).toEqual([0, 1, 0, 1, 0, 0, 1, 1, 1, 1]);
    expect(bins[3]?.share.value).toBe(1);
    const counted = { ...sample, strata: [{ id: 1, pairs: 20, lowest: 0, highest: 3 }] };
    expect(reliability(counted)).toBeNull();
  });
});

describe("findThreshold", () => {
  const simple = (drops: number, keeps: number): Sample => {
    const label = (drop: boolean, i: number, n: number) => ({
      score: drop ? 0.5 + i / n / 2 : (0.49 * (i + 1)) / n,
      stratum: 0,
      drop,
    });
    const labels = [
      ...Array.from({ length: keeps }, (_, i) => label(false, i, keeps)),
      ...Array.from({ length: drops }, (_, i) => label(true, i, drops)),
    ];
    const scores = labels.map(({ score }) => score);
    return { strata: [{ id: 0, pairs: 1e12, lowest: 0, highest: 1 }], labels, scores, unsure: 0, open: 0 };
  };

  it("needs 149 positives for 2 % at 95 %, and says so", () => {
    expect(positivesNeeded(target)).toBe(149);
    expect(findThreshold(simple(148, 300), target)).toEqual({
      attained: false,
      reason: "not attainable: 148 positives, at least 149 would be needed",
    });
    expect(findThreshold(simple(149, 300), target)).toMatchObject({
      attained: true,
      threshold: 0.5,
      missed: 0,
    });
  });

  it("goes higher as far as the misses allow", () => {
    const found = findThreshold(simple(600, 300), target);
    expect(found).toMatchObject({ attained: true, positives: 600 });
    // 6 of 600 is the last count with a one-sided Clopper–Pearson bound of at most 2 %.
    expect(found.attained && found.missed).toBe(6);
    expect(found.attained && found.bound).toBeLessThanOrEqual(0.02);
  });

  it("does not answer with a cut below which nothing was labelled, or that flags everything", () => {
    const sample = simple(200, 0);
    const hole = { id: 1, pairs: 5, lowest: 0, highest: 0.1 };
    expect(findThreshold({ ...sample, strata: [...sample.strata, hole] }, target)).toMatchObject({
      reason: "not attainable: no labels in score bin 1; label some",
    });
    const all = { id: 0, pairs: 1e12, lowest: 0.9999, highest: 1 };
    expect(findThreshold({ ...sample, strata: [all] }, target)).toMatchObject({ attained: false });
  });
});

describe("200 stratified samples of a known population", () => {
  const repeat = (pairs: readonly Pair[], perBin: number, miss: number) => {
    const random = generator(7);
    const positives = pairs.filter(({ drop }) => drop);
    const truth = positives.length / pairs.length;
    const counts = { covered: 0, found: 0, broken: 0 };
    for (let i = 0; i < 200; i++) {
      const sample = drawn(pairs, perBin, random);
      const { low, high } = prevalence(sample);
      if ((low ?? 1) <= truth && truth <= (high ?? 0)) counts.covered++;
      const outcome = findThreshold(sample, { miss, confidence: 0.95 });
      if (!outcome.attained) continue;
      counts.found++;
      const missed = positives.filter(({ score }) => score < outcome.threshold).length;
      if (missed / positives.length > miss) counts.broken++;
    }
    return counts;
  };

  it("cover the prevalence and keep the promise of the threshold", () => {
    const rate = (score: number) => (score < 0.3 ? 0.002 : score < 0.6 ? 0.05 : score);
    const counts = repeat(population(4000, 0, rate, generator(1)), 150, 0.05);
    expect(counts.covered).toBeGreaterThanOrEqual(180);
    expect(counts.found).toBeGreaterThanOrEqual(190);
    expect(counts.broken).toBeLessThanOrEqual(16);
  });

  it.each([
    ["0.5 % of 90 % of the pairs, which score low", (score: number) => (score < 0.1 ? 0.005 : score ** 1.5)],
    ["3 % of them", (score: number) => (score < 0.1 ? 0.03 : 0.5 * score)],
  ])("do so too where drops hide: %s", (_, rate) => {
    const counts = repeat(population(10_000, 0.9, rate, generator(2)), 50, 0.02);
    expect(counts.covered).toBeGreaterThanOrEqual(180);
    expect(counts.broken).toBeLessThanOrEqual(16);
  });
});
