import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bootstrap } from "../../../../src/statistics/bootstrap.ts";
import { measureGroups, measureLabel, type Scored } from "../../../../src/statistics/measures.ts";
import {
  averagePrecision,
  confusion,
  once,
  precisionRecall,
  rank,
  rates,
  rocAuc,
} from "../../../../src/statistics/ranking.ts";
import { calibrate, expectedCalibrationError } from "../../../../src/statistics/reliability.ts";

/** 400 scores of two decimals, so with many ties; `about` marks every third. */
const golden: readonly Scored[] = Array.from({ length: 400 }, (_, i) => {
  const score = ((i * 37) % 101) / 100;
  return { score, label: ((i * 53) % 97) + 100 * score > 110 ? 1 : 0, group: i % 3 === 0 ? "third" : "" };
});

const items = fc.array(
  fc.record({ score: fc.double({ min: 0, max: 1, noNaN: true }), label: fc.constantFrom<0 | 1>(0, 1) }),
  { maxLength: 60 },
);
const auc = (rows: readonly { score: number; label: 0 | 1 }[]) => {
  const ranked = rank(rows);
  return rocAuc(ranked, once(ranked));
};

/*
 * scikit-learn 1.6.1 on the same 400 items:
 * i=np.arange(400); s=(i*37%101)/100; y=((i*53%97)+100*s>110).astype(int); f=s>=.6
 * roc_auc_score(y,s); average_precision_score(y,s); f1_score(y,f); precision_score(y,f); recall_score(y,f)
 * confusion_matrix(y,f).ravel(); p,r,t=precision_recall_curve(y,s); p[50],r[50],t[50]
 * b=np.minimum(9,np.floor(s*10)).astype(int)
 * sum((b==k).mean()*abs(y[b==k].mean()-s[b==k].mean()) for k in range(10))
 */
describe("metrics against scikit-learn", () => {
  const ranked = rank(golden);
  const all = once(ranked);

  it("ranks with ties as roc_auc_score and average_precision_score do", () => {
    expect(rocAuc(ranked, all)).toBeCloseTo(0.8574992081089642, 12);
    expect(averagePrecision(ranked, all)).toBeCloseTo(0.7824362722677553, 12);
  });

  it("counts at a threshold as confusion_matrix does", () => {
    const counts = confusion(ranked, 0.6, all);
    expect(counts).toEqual({
      trueNegatives: 194,
      falsePositives: 52,
      falseNegatives: 44,
      truePositives: 110,
    });
    const { f1, precision, recall, falsePositiveRate } = rates(counts);
    expect(f1).toBeCloseTo(0.6962025316455697, 12);
    expect(precision).toBeCloseTo(0.6790123456790124, 12);
    expect(recall).toBeCloseTo(0.7142857142857143, 12);
    expect(falsePositiveRate).toBeCloseTo(52 / 246, 12);
  });

  it("draws the curve of precision_recall_curve", () => {
    const curve = precisionRecall(ranked, 1000);
    expect(curve).toHaveLength(101);
    const point = curve.find(({ threshold }) => threshold === 0.5);
    expect(point?.precision).toBeCloseTo(0.6268656716417911, 12);
    expect(point?.recall).toBeCloseTo(0.8181818181818182, 12);
  });

  it("keeps both ends of a curve that it thins", () => {
    const [whole, thin] = [precisionRecall(ranked, 1000), precisionRecall(ranked, 20)];
    expect(thin).toHaveLength(20);
    expect([thin[0], thin.at(-1)]).toEqual([whole[0], whole.at(-1)]);
  });

  it("sums up calibration over ten bins", () => {
    expect(expectedCalibrationError(calibrate(ranked, all))).toBeCloseTo(0.1141, 12);
  });

  // g=i%3==0; roc_auc_score on y[g]; on (g&(y==0))|(~g&(y==1)); on (g&(y==1))|(~g&(y==0))
  it("sets a group against its background", () => {
    const [third, ...others] = measureGroups(golden, 0.6, { repeats: 20, seed: 0, name: "any" });
    expect(others).toEqual([]);
    expect(third?.subgroupAuc.measures.auc.value).toBeCloseTo(0.8533333333333333, 12);
    expect(third?.bpsnAuc.measures.auc.value).toBeCloseTo(0.8523351648351649, 12);
    expect(third?.bnspAuc.measures.auc.value).toBeCloseTo(0.8603703703703703, 12);
  });
});

describe("the area under the ROC curve", () => {
  it("lies in [0, 1], and is undefined without both kinds", () => {
    fc.assert(
      fc.property(items, (rows) => {
        const area = auc(rows);
        if (new Set(rows.map(({ label }) => label)).size < 2) expect(area).toBeNull();
        else expect(area).toSatisfy((value: number) => value >= 0 && value <= 1);
      }),
    );
  });

  it("equals the share of pairs in the right order, ties one half", () => {
    fc.assert(
      fc.property(items, (rows) => {
        const of = (kind: 0 | 1) => rows.filter(({ label }) => label === kind).map(({ score }) => score);
        const wins = of(1).flatMap((p) => of(0).map((n): number => (p > n ? 1 : p === n ? 0.5 : 0)));
        fc.pre(wins.length > 0);
        expect(auc(rows)).toBeCloseTo(wins.reduce((sum, win) => sum + win, 0) / wins.length, 10);
      }),
    );
  });

  it("does not change under a rising transform of the scores", () => {
    const coarse = fc.array(
      fc.record({ score: fc.integer({ min: 0, max: 20 }), label: fc.constantFrom<0 | 1>(0, 1) }),
    );
    fc.assert(
      fc.property(coarse, (rows) => {
        expect(auc(rows.map((row) => ({ ...row, score: Math.exp(row.score) - 7 })))).toBe(auc(rows));
      }),
    );
  });

  it("turns into its complement when scores or labels are turned round", () => {
    fc.assert(
      fc.property(items, (rows) => {
        const area = auc(rows);
        fc.pre(area !== null);
        expect(auc(rows.map((row) => ({ ...row, score: -row.score })))).toBeCloseTo(1 - (area ?? 0), 10);
        expect(auc(rows.map((row) => ({ ...row, label: row.label === 1 ? 0 : 1 })))).toBeCloseTo(
          1 - (area ?? 0),
          10,
        );
      }),
    );
  });

  it("takes a weight of two for an item that stands there twice", () => {
    fc.assert(
      fc.property(items, (rows) => {
        const ranked = rank(rows);
        const twice = rank(rows.flatMap((row, i) => (i % 2 === 0 ? [row, row] : [row])));
        const weights = [...rows.keys()]
          .sort((a, b) => (rows[b]?.score ?? 0) - (rows[a]?.score ?? 0))
          .map((i) => (i % 2 === 0 ? 2 : 1));
        for (const statistic of [rocAuc, averagePrecision])
          expect(statistic(ranked, weights) ?? -1).toBeCloseTo(statistic(twice, once(twice)) ?? -1, 10);
      }),
    );
  });
});

describe("bootstrap intervals", () => {
  const mean = (values: readonly number[]) => (weights: Uint32Array) => ({
    mean: values.reduce((sum, value, i) => sum + value * (weights[i] ?? 0), 0) / values.length,
  });

  it("come out the same for a seed and a name, and differ between seeds", () => {
    const values = golden.map(({ score }) => score);
    const draw = (seed: number, name = "a") => bootstrap(400, mean(values), { repeats: 200, seed, name });
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
    expect(draw(1)).not.toEqual(draw(1, "b"));
  });

  it("have the width that theory gives a mean", () => {
    const values = golden.map(({ score }) => score);
    const centre = values.reduce((sum, value) => sum + value, 0) / 400;
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / 400);
    const interval = bootstrap(400, mean(values), { repeats: 4000, seed: 0, name: "mean" }).mean;
    const half = (1.96 * deviation) / Math.sqrt(400);
    expect(interval?.low).toBeCloseTo(centre - half, 2);
    expect(interval?.high).toBeCloseTo(centre + half, 2);
  });

  it("leave out the resamples in which nothing is defined", () => {
    const rows: Scored[] = [
      { score: 0.9, label: 1, group: "" },
      { score: 0.1, label: 0, group: "" },
      { score: 0.2, label: 0, group: "" },
    ];
    const { measures } = measureLabel(rows, 0.5, { repeats: 100, seed: 0, name: "few" });
    expect(measures.auc).toEqual({ value: 1, low: 1, high: 1 });
    const { measures: none } = measureLabel(rows.slice(1), 0.5, { repeats: 100, seed: 0, name: "none" });
    expect(none.auc).toEqual({ value: null, low: null, high: null });
    expect(none.recall.value).toBeNull();
  });
});
