import { beforeAll, expect, it } from "vitest";
import { explainPair } from "../../../../src/actions/explore.ts";
import { planReview } from "../../../../src/review/plan.ts";
import { type DecidedRun, openDecidedRun } from "../../../../src/run/decided-run.ts";
import { type NewRecord, openLabelFile } from "../../../../src/run/labels.ts";
import { sluice } from "../../../support/cli.ts";
import { scratchFolder } from "../../../support/run-files.ts";
import { writeRunOf } from "../../../support/written-run.ts";

const folder = scratchFolder();
const run = folder("run");
const clock = () => new Date("2026-03-02T10:00:00Z");
let view: DecidedRun;

beforeAll(async () => {
  await writeRunOf(run, [{ image_porn: 0.95 }, { image_porn: 0.6 }, {}]);
  view = await openDecidedRun(run);
  return () => view.close();
});

async function say(reviewer: string, row: number, verdict: "keep" | "drop" | "skip"): Promise<void> {
  const file = await openLabelFile(run, reviewer, clock);
  const record: NewRecord = {
    type: "verdict",
    role: "reviewer",
    ...{ key: `00000/${row}`, shard: "00000", row, verdict, rung: 3, caption: true, seconds: 4, also: [] },
    design: { strategy: "flagged", id: "f", stratum: null, probability: null },
  };
  await file.append(record);
  await file.close();
}

const seen = async (row: number, reviewer: string) => {
  const { verdicts, hiddenVerdicts } = await explainPair(view, `00000/${row}`, reviewer);
  return { said: verdicts.map((one) => `${one.reviewer} ${one.verdict}`), hidden: hiddenVerdicts };
};

it("hides others' verdicts from a reviewer whose queue still has the pair, and from nobody else", async () => {
  await planReview(view, "ann", { strategy: "flagged" });
  await planReview(view, "bo", { strategy: "flagged" });
  for (const row of [0, 1, 2]) await say("bo", row, "drop");
  expect(await seen(0, "ann")).toEqual({ said: [], hidden: 1 });
  // A skip is no verdict of one's own.
  await say("ann", 0, "skip");
  expect(await seen(0, "ann")).toEqual({ said: ["ann skip"], hidden: 1 });
  // Not in the queue; and a lead who reviews nothing.
  expect(await seen(2, "ann")).toEqual({ said: ["bo drop"], hidden: 0 });
  expect(await seen(0, "lea")).toMatchObject({ hidden: 0 });
  await say("ann", 0, "keep");
  const both = await seen(0, "ann");
  expect([both.said.sort(), both.hidden]).toEqual([["ann keep", "bo drop"], 0]);
  await planReview(view, "gil", { strategy: "adjudicate" });
  expect(await seen(0, "gil")).toMatchObject({ hidden: 0 });
});

it("hides them by the queue that the reviewer goes through now, not by one that they left", async () => {
  await planReview(view, "dee", { strategy: "flagged" });
  expect(await seen(2, "dee")).toMatchObject({ hidden: 0 });
  await planReview(view, "dee", { strategy: "around", signal: "text_toxicity", cut: 0, size: 3 });
  expect(await seen(2, "dee")).toEqual({ said: [], hidden: 1 });
});

it("keeps them out of `why`, as text and as JSON", async () => {
  const why = (...words: string[]) => sluice("why", run, "00000/1", "--reviewer", "ann", ...words);
  const { stdout } = await why();
  expect(stdout).toMatch(/verdicts: none of yours\n {2}1 of others, hidden until you have judged the pair/u);
  expect(stdout).not.toContain("bo");
  const json = await why("--json");
  expect(JSON.parse(json.stdout)).toMatchObject({ verdicts: [], hiddenVerdicts: 1 });
});
