import { expect, it } from "vitest";
import type { Query } from "../../../../src/run/query.ts";
import { wholeNumberTrouble } from "../../../../src/run/whole-numbers.ts";

/** A run's scores: its columns, and how many rows were left to whole numbers. */
const scores = (columns: readonly string[], n: number) =>
  ({
    rows: async (sql: string) =>
      /DESCRIBE|information_schema|column_name/iu.test(sql)
        ? columns.map((name) => ({ column_name: name, name }))
        : [{ n }],
  }) as unknown as Query;
const rule = (when: string) => [{ id: "r", reason: "x", when, action: "review" as const }];
const run = ["image_pass", "image_porn", "image_score", "image_neutral"];

it("refuses cuts below where whole numbers were computed again, and any on a harmless class", async () => {
  expect(await wholeNumberTrouble(scores(run, 5), rule("image_porn >= 0.05"))).toContain(
    'rule "r": wanted a cut of 0.15 or more on image_porn, got 0.05',
  );
  expect(await wholeNumberTrouble(scores(run, 5), rule("image_porn + image_sexy >= 0.05"))).not.toBeNull();
  expect(await wholeNumberTrouble(scores(run, 5), rule("image_neutral < 0.4"))).toContain("wanted no cut");
});

it("lets pass what whole numbers decide as floats do, and runs without them", async () => {
  expect(await wholeNumberTrouble(scores(run, 5), rule("image_porn >= 0.15"))).toBeNull();
  expect(await wholeNumberTrouble(scores(run, 5), rule("image_score >= 0.5 AND width < 4"))).toBeNull();
  expect(await wholeNumberTrouble(scores(run, 0), rule("image_porn >= 0.05"))).toBeNull();
  expect(await wholeNumberTrouble(scores(["image_porn"], 5), rule("image_porn >= 0.05"))).toBeNull();
});
