import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { LabelRecord, ReviewVerdict, VerdictRecord } from "../../../../src/run/labels.ts";
import { settle } from "../../../../src/run/verdicts.ts";
import { agreement, cohenKappa, type Opinions } from "../../../../src/statistics/agreement.ts";
import { wilson } from "../../../../src/statistics/wilson.ts";

const options = { repeats: 200, seed: 1 };

/** One line of values per reviewer, a column per pair; `.` is missing. */
const table = (...lines: string[]): Opinions[] =>
  Array.from({ length: lines[0]?.split(" ").length ?? 0 }, (_, column) => {
    const values = lines.map((line, i) => [`reviewer ${i}`, line.split(" ")[column] ?? "."] as const);
    return new Map(values.filter(([, value]) => value !== "."));
  });

describe("published examples", () => {
  it("Cohen 1960, table 2: three categories, n = 200, κ = 0.492", () => {
    const counts = [
      [88, 14, 18],
      [10, 40, 10],
      [2, 6, 12],
    ];
    expect(cohenKappa(counts)).toBeCloseTo(0.492, 3);
  });

  it("the 50 grant proposals of Wikipedia's article on Cohen's κ: κ = 0.40, agreement 0.70", () => {
    const said = (first: string, second: string, n: number) =>
      new Array<Opinions>(n).fill(
        new Map([
          ["A", first],
          ["B", second],
        ]),
      );
    const pairs = [
      ...said("yes", "yes", 20),
      ...said("yes", "no", 5),
      ...said("no", "yes", 10),
      ...said("no", "no", 15),
    ];
    const [found] = agreement(pairs, { repeats: 2000, seed: 1 }).between;
    expect(found?.kappa.value).toBeCloseTo(0.4, 12);
    expect(found?.percent).toMatchObject({ value: 0.7, n: 50 });
    expect(found?.confusion).toEqual([
      [15, 10],
      [5, 20],
    ]);
    // The asymptotic interval is 0.40 ± 1.96 × 0.126 (Fleiss, Cohen & Everitt 1969).
    expect(found?.kappa.low).toBeCloseTo(0.153, 1);
    expect(found?.kappa.high).toBeCloseTo(0.647, 1);
  });

  it.each([
    ["A, binary data, two observers", 0.095, ["0 1 0 0 0 0 0 0 1 0", "1 1 1 0 0 1 0 0 0 0"]],
    ["B, nominal data, two observers", 0.692, ["a a b b d c c c e d d a", "b a b b b c c c e d d d"]],
    [
      "C, nominal data, four observers, missing values",
      0.743,
      [
        "1 2 3 3 2 1 4 1 2 . . .",
        "1 2 3 3 2 2 4 1 2 5 . 3",
        ". 3 3 3 2 3 4 2 2 5 1 .",
        "1 2 3 3 2 4 4 1 2 5 1 .",
      ],
    ],
  ])("Krippendorff 2011, section %s: α = %f", (_, alpha, lines) => {
    const found = agreement(table(...lines), options).alpha;
    expect(found.value).toBeCloseTo(alpha, 3);
    expect(found.low).toBeLessThan(alpha);
    expect(found.high).toBeGreaterThan(alpha);
  });
});

describe("agreement", () => {
  const category = fc.constantFrom("keep", "drop", "unsure");
  const pair = fc.dictionary(fc.constantFrom("ann", "bob", "eve"), category);
  const pairs = fc.array(
    pair.map((said) => new Map(Object.entries(said))),
    { maxLength: 20 },
  );
  const numbersOf = ({ between, alpha }: ReturnType<typeof agreement>) => ({
    alpha,
    between: between
      .map(({ kappa, percent }) => JSON.stringify([kappa, percent]))
      .sort((a, b) => (a < b ? -1 : 1)),
  });

  it("does not change when reviewers or categories are renamed", () => {
    const names = new Map(Object.entries({ ann: "zoe", bob: "abe", eve: "max" }));
    const words = new Map(Object.entries({ keep: "z", drop: "m", unsure: "a" }));
    fc.assert(
      fc.property(pairs, (said) => {
        const renamed = said.map(
          (one) =>
            new Map([...one].map(([name, word]) => [names.get(name) ?? name, words.get(word) ?? word])),
        );
        const [before, after] = [said, renamed].map((one) =>
          JSON.stringify(numbersOf(agreement(one, { repeats: 20, seed: 1 }))),
        );
        expect(after).toBe(before);
      }),
    );
  });

  it("is 1 for full agreement, and never NaN", () => {
    fc.assert(
      fc.property(fc.array(category, { minLength: 1, maxLength: 20 }), pairs, (words, said) => {
        const full = agreement(
          words.map((word) => new Map(["ann", "bob", "eve"].map((name) => [name, word]))),
          { repeats: 20, seed: 1 },
        );
        const wanted = new Set(words).size > 1 ? 1 : null;
        expect([full.alpha.value, full.between[0]?.kappa.value, full.between[0]?.percent.value]).toEqual([
          wanted,
          wanted,
          1,
        ]);
        const values = JSON.stringify(agreement(said, { repeats: 20, seed: 1 }), (_, value) =>
          Number.isNaN(value) ? "NaN" : value,
        );
        expect(values).not.toContain("NaN");
      }),
    );
  });

  it("claims no certainty of a single pair, nor of pairs that all say the same", () => {
    const said = (first: string, second: string) => new Map(Object.entries({ ann: first, bob: second }));
    const none = { low: null, high: null };
    const one = agreement([said("keep", "drop")], options);
    expect(one.alpha).toMatchObject({ value: 0, n: 1, ...none });
    const [two] = one.between;
    expect(two?.kappa).toMatchObject({ value: 0, ...none });
    expect([two?.percent.low, two?.percent.high]).toEqual([0, wilson(0, 1).high]);
    const like = agreement([said("keep", "keep"), said("drop", "drop"), said("keep", "keep")], options);
    expect([like.alpha.value, like.between[0]?.percent.high]).toEqual([1, 1]);
    expect(like.between[0]?.percent.low).toBeCloseTo(wilson(3, 3).low ?? 0, 12);
  });

  it("says why there is no number", () => {
    const strangers = [new Map([["ann", "keep"]]), new Map([["bob", "keep"]])];
    const apart = agreement(strangers, options);
    expect(apart.between[0]?.kappa).toEqual({
      value: null,
      low: null,
      high: null,
      n: 0,
      reason: "no pair was judged by both",
    });
    expect(apart.alpha.reason).toBe("no pair was judged by two reviewers");
    expect(agreement(table("a a a", "a a a"), options).alpha.reason).toBe("only one category was used");
    expect(agreement([], options)).toMatchObject({ reviewers: [], between: [], alpha: { value: null } });
  });
});

describe("verdicts of several reviewers", () => {
  let clock = 0;
  const says = (reviewer: string, key: string, verdict: ReviewVerdict, more: Partial<VerdictRecord> = {}) => {
    const seen = { rung: 0, caption: false, seconds: 1, shard: "s", row: 0, also: [] };
    const design = { strategy: "flagged", id: "flagged", stratum: null, probability: null } as const;
    const time = new Date(++clock * 1000).toISOString();
    const head = { type: "verdict", schema: "sluice.label/1", id: `${clock}`, role: "reviewer" } as const;
    return { ...head, ...seen, time, reviewer, key, verdict, design, ...more };
  };
  const undo = (undoes: string): LabelRecord => ({
    type: "undo",
    schema: "sluice.label/1",
    id: `u${undoes}`,
    time: "",
    reviewer: "ann",
    undoes,
  });

  it("holds what all say, and queues what they disagree on until an adjudicator speaks", () => {
    const records: LabelRecord[] = [
      says("ann", "one", "keep"),
      says("bob", "one", "keep"),
      says("ann", "two", "drop"),
      says("bob", "two", "unsure", { shard: "t", row: 7 }),
      says("ann", "three", "drop"),
      says("bob", "four", "skip"),
    ];
    expect(Object.fromEntries(settle(records).final)).toEqual({
      one: { verdict: "keep", by: "agreed", reviewers: ["ann", "bob"] },
      three: { verdict: "drop", by: "single", reviewers: ["ann"] },
    });
    const verdicts = [
      { reviewer: "ann", verdict: "drop" },
      { reviewer: "bob", verdict: "unsure" },
    ];
    expect(settle(records).disputed).toEqual([{ key: "two", shard: "t", row: 7, verdicts }]);

    const settled = [...records, says("cat", "two", "drop", { role: "adjudicator" })];
    expect(settle(settled).disputed).toEqual([]);
    expect(settle(settled).final.get("two")).toEqual({
      verdict: "drop",
      by: "adjudicator",
      reviewers: ["cat"],
    });
    expect([...settle(settled).opinions.values()].map((said) => said.size)).toEqual([2, 1, 2]);
    const passed = [...records, says("cat", "two", "skip", { role: "adjudicator" })];
    expect(settle(passed).disputed).toHaveLength(1);
  });

  it("counts a verdict for its near duplicates, but not as agreement", () => {
    const records = [says("ann", "one", "drop", { also: ["two", "three"] }), says("bob", "two", "keep")];
    expect([...settle(records).final.keys()]).toEqual(["one", "three"]);
    expect(settle(records).disputed.map(({ key }) => key)).toEqual(["two"]);
    expect(agreement([...settle(records).opinions.values()], options).alpha.n).toBe(0);
  });

  it("forgets what was undone, and takes the last word of each", () => {
    const mistake = says("ann", "one", "drop", { also: ["two"] });
    const records = [says("bob", "one", "keep"), mistake, undo(mistake.id)];
    expect(settle(records).disputed).toEqual([]);
    expect([...settle(records).final.keys()]).toEqual(["one"]);
    const again = [says("ann", "one", "drop"), says("bob", "one", "keep"), says("ann", "one", "keep")];
    expect(settle(again).final.get("one")?.by).toBe("agreed");
  });
});
