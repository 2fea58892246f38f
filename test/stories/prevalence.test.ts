import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { openLabelFile } from "../../src/run/labels.ts";
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

describe("what a policy left", () => {
  const left = folder("left");
  const policy = folder("image-only.yaml");
  beforeAll(async () => {
    await writeRunOf(
      left,
      Array.from({ length: 200 }, (_, i) => ({
        image_porn: i < 50 ? 0.9 : 0.05,
        text_toxicity: i >= 180 ? null : i >= 40 && i < 70 ? 0.9 : 0.1,
      })),
    );
    writeFileSync(
      policy,
      "name: image-only\nversion: 1\ndescription: images alone\nrules:\n  - id: porn\n    reason: porn\n    when: image_score >= 0.5\n    action: drop\n",
    );
    const file = await openLabelFile(left, "ann", () => new Date("2026-01-02T03:04:05Z"));
    // Ten that are dropped, whatever is said of them, and forty of those that are kept.
    for (let row = 40; row < 90; row++) {
      const design = {
        ...{ strategy: "stratified" as const, id: "stratified:image_score:b10:s1" },
        ...{ stratum: row < 50 ? 9 : 0, probability: 0.25 },
      };
      const verdict = row < 51 ? "drop" : row < 53 ? "unsure" : "keep";
      const seen = { rung: 0, caption: false, seconds: 2, also: [], design };
      await file.append({
        ...{ type: "verdict", role: "reviewer", key: `00000/${row}`, shard: "00000", row, verdict },
        ...seen,
      });
    }
    await file.close();
  });

  it("is judged by a filter that no rule reads, and by people, with what nobody measured as none and as all", async () => {
    const { stdout } = await sluice("prevalence", left, "--policy", policy, "--json");
    const found = JSON.parse(stdout).left;
    expect(found).toMatchObject({
      policy: "image-only v1",
      kept: 150,
      pairs: 200,
      decidedBy: ["nsfw-image"],
    });
    expect(found.opinions).toMatchObject([
      { by: "text-toxicity", side: "text", k: 20, n: 130, unmeasured: 20 },
    ]);
    expect(found.opinions[0].bounds).toEqual({ low: 20 / 150, high: 40 / 150 });
    expect(found.unseen).toEqual(["image"]);
    expect(found.read).toMatchObject({ share: { k: 1, n: 38, value: 1 / 38 }, unsettled: 2 });
    // Three of forty as to drop, of 150: Clopper and Pearson give 18.3 % of infinitely many.
    expect(found.read.atMost).toBeGreaterThan(3 / 40);
    expect(found.read.atMost).toBeLessThan(0.183);
    const said = (await sluice("prevalence", left, "--policy", policy)).stdout;
    expect(said).toContain("left by image-only v1: 150 of 200 pairs, decided by nsfw-image");
    expect(said).toMatch(
      /second opinion, text-toxicity: .* 20 unmeasured are not clean: 13\.33 % to 26\.67 % of all kept/u,
    );
    expect(said).toMatch(
      /read: 1 of 38 kept pairs should be dropped, at most 1\d\.\d+ % of all kept \(95 %\), 2 unsure or open as to drop/u,
    );
  });

  it("is never judged by the filters that decided", async () => {
    const { stdout } = await sluice("prevalence", left, "--policy", "default", "--json");
    const found = JSON.parse(stdout).left;
    expect(found.decidedBy).toEqual(["nsfw-image", "text-toxicity"]);
    expect(found.opinions).toEqual([]);
    expect(found.unseen).toEqual(["image", "text"]);
    const said = (await sluice("prevalence", run)).stdout;
    expect(said).toContain("image: nobody but the filters that decided has judged it");
    expect(said).toContain("read: no random sample of kept pairs; draw one: sluice review");
  });
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
