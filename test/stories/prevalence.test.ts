import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { sluice } from "../support/cli.ts";
import { scratchFolder } from "../support/run-files.ts";
import { writeRunOf } from "../support/written-run.ts";

const folder = scratchFolder();
const [run, evaluation] = [folder("run"), folder("evaluation.json")];
const sha256 = "d".repeat(64);

const label = (name: string, truePositives: number) => ({
  label: name,
  threshold: 0.5,
  confusion: { truePositives, falseNegatives: 100 - truePositives, falsePositives: 10, trueNegatives: 90 },
});

function evaluate(model: string, ...labels: readonly object[]): void {
  const text = { model: { id: "text-toxicity", sha256: model }, data: { file: "test.csv" }, labels };
  writeFileSync(evaluation, JSON.stringify(text));
}

beforeAll(async () => {
  const score = (i: number) => (i < 300 ? 0.9 : i < 900 ? 0.1 : null);
  await writeRunOf(
    run,
    Array.from({ length: 1000 }, (_, i) => ({ text_toxicity: score(i) })),
  );
  const path = join(run, "run.json");
  const file = JSON.parse(readFileSync(path, "utf8"));
  file.inputs.filters[1].models = [{ id: "text-toxicity", sha256 }];
  writeFileSync(path, JSON.stringify(file));
});

it("corrects flag rates for measured errors, and takes nothing unmeasured for clean", async () => {
  evaluate(sha256, label("toxicity", 80), label("insult", 80));
  const { code, stdout } = await sluice("prevalence", run, "--evaluation", evaluation, "--json");
  expect(code).toBe(0);
  const { labels, pairs } = JSON.parse(stdout);
  expect(pairs).toBe(1000);
  // The run has no column of the other label.
  expect(labels).toHaveLength(1);
  expect(labels[0]).toMatchObject({ label: "toxicity", flagged: 300, measured: 900, unmeasured: 100 });
  const { corrected, bounds } = labels[0];
  expect(corrected.rate).toBeCloseTo(1 / 3, 9);
  expect(bounds.low).toBeCloseTo(0.9 * corrected.low, 9);
  expect(bounds.high).toBeCloseTo(0.9 * corrected.high + 0.1, 9);
  const said = (await sluice("prevalence", run, "--evaluation", evaluation)).stdout;
  expect(said).toMatch(
    /toxicity: 33\.33 % \[.*\] of measured captions, corrected by 100 examples with it and 100 without/u,
  );
  expect(said).toContain("with 100 unmeasured as none or as all");
});

it("says flagged where an evaluation cannot tell, and where there is none", async () => {
  evaluate(sha256, label("toxicity", 10));
  const { stdout } = await sluice("prevalence", run, "--evaluation", evaluation);
  expect(stdout).toContain("toxicity: flagged only; 100 examples with it and 100 without do not show");
  expect((await sluice("prevalence", run)).stdout).toContain("no evaluation of the run's models is at hand");
});

it("refuses an evaluation of another model, and one that is none", async () => {
  evaluate("e".repeat(64), label("toxicity", 80));
  const other = await sluice("prevalence", run, "--evaluation", evaluation);
  expect([other.code, other.stderr]).toEqual([
    2,
    expect.stringContaining("wanted an evaluation of a model that scored the run"),
  ]);
  writeFileSync(evaluation, "{}");
  const none = await sluice("prevalence", run, "--evaluation", evaluation);
  expect([none.code, none.stderr]).toEqual([2, expect.stringMatching(/Cannot read evaluation ".*": model/u)]);
});
