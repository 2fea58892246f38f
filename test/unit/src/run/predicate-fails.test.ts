import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { parsePolicy } from "../../../../filters/policies.ts";
import { openDecidedRun } from "../../../../src/run/decided-run.ts";
import { openRowJudge } from "../../../../src/run/judge-rows.ts";
import { TookTooLong } from "../../../../src/run/patience.ts";
import { openMemory } from "../../../../src/run/query.ts";
import { everything } from "../../../../src/run/questions/lens.ts";
import { openRows } from "../../../../src/run/questions/rows.ts";
import { frequencies } from "../../../../src/run/questions/statistics.ts";
import { sluice } from "../../../support/cli.ts";
import { scratchFolder } from "../../../support/run-files.ts";
import { policyText, writeRunOf } from "../../../support/written-run.ts";

const folder = scratchFolder();
const run = folder("run");

beforeAll(() => writeRunOf(run, [{ image_porn: 0.9 }, { text_toxicity: 0.4 }, {}]));

/** Predicates that DuckDB takes and that fail on what is stored. */
const failing = [
  ["a cast", "caption::INTEGER > 3", "Conversion Error: Could not convert string … to INT32"],
  [
    "an overflow",
    "(1000000000 + row)::INTEGER * 3::INTEGER > 1",
    "Out of Range Error: Overflow in multiplication",
  ],
  ["a regular expression", "regexp_matches(caption, '(' || key)", "Invalid Input Error: missing )"],
  ["a date", "caption::DATE > '2020-01-01'", "Conversion Error: invalid date field format: …"],
] as const;

describe("a predicate that fails on a stored value", () => {
  it.each(failing)("is exit 2 and names the rule: %s", async (_, when, says) => {
    const policy = folder("fails.yaml");
    writeFileSync(policy, policyText("image_porn > 0.5", when));
    const ran = await sluice("decide", run, "--policy", policy);
    expect(ran).toMatchObject({ code: 2, stdout: "" });
    expect(ran.stderr).toContain(`sluice: Cannot apply policy "written": rule "rule-1": ${says}`);
    expect(ran.stderr).toMatch(/^[^\n]+\n$/u);
    // The stored values that it failed on are nobody's to see here.
    expect(ran.stderr).not.toMatch(/caption \d/u);
    expect(readdirSync(join(run, "decisions")).filter((name) => name.endsWith(".part"))).toEqual([]);
  });

  it.each(failing)("is a message of the lens that holds it: %s", async (_, where, says) => {
    const view = await openDecidedRun(run, "default");
    try {
      const lens = { ...everything, where };
      const column = { name: "key", kind: "text" } as const;
      for (const ask of [() => openRows(view, lens), () => frequencies(view, lens, column)]) {
        const error = await ask().then(
          () => undefined,
          (cause: Error) => cause,
        );
        expect(error).toMatchObject({ exitCode: 2 });
        expect(error?.message).toContain(`Cannot filter by "${where}": ${says}`);
      }
    } finally {
      view.close();
    }
  });

  it("is exit 2 and names the rule at the gate too", async () => {
    const policy = parsePolicy(policyText("p > 0.5", "said::INTEGER > 3"), "p");
    const judge = await openRowJudge(policy, [
      { name: "p", type: "float32", meaning: "a share" },
      { name: "said", type: "utf8", meaning: "what was said" },
    ]);
    await expect(judge.judge([{ p: 0.1, said: "a secret" }])).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(
        /^Cannot apply policy "written": rule "rule-1": Conversion Error: Could not convert string … to INT32/u,
      ),
    });
    judge.close();
  });

  it("refuses the same predicates as a filter that it refuses in a policy", async () => {
    const view = await openDecidedRun(run, "default");
    for (const where of [
      "random() < 0.5",
      "unnest([true, false])",
      "current_date > '2020-01-01'",
      "sleep_ms(9) IS NULL",
    ])
      await expect(openRows(view, { ...everything, where })).rejects.toMatchObject({ exitCode: 2 });
    view.close();
  });
});

/** Minutes of work: one that DuckDB can be stopped in, and one that is a single call. */
const ENDLESS = "SELECT count(*) FROM range(100000000) a, range(100000) b WHERE hash(a.range, b.range) = 1";
const ONE_CALL = "SELECT levenshtein(rpad(k, 900000, 'a'), rpad(k, 900000, 'b')) FROM (VALUES ('x')) t(k)";

describe("a statement that does not end", () => {
  it.each([
    ["between calls", ENDLESS],
    ["in one call", ONE_CALL],
  ])("is left after its time, %s", async (_, sql) => {
    const query = await openMemory();
    const began = Date.now();
    await expect(query.rows(sql, [], 0.2)).rejects.toThrow(TookTooLong);
    expect(Date.now() - began).toBeLessThan(45_000);
    query.close();
  });

  it("is stopped when it is closed", async () => {
    const query = await openMemory();
    const asked = query.rows(ENDLESS);
    query.close();
    await expect(asked).rejects.toThrow("it was closed");
  });
});
