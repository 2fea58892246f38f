import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { calibrate } from "../../../../src/actions/calibrate.ts";
import { explainPair } from "../../../../src/actions/explore.ts";
import { unlinked, wantsLinks } from "../../../../src/process/linked.ts";
import { begunQueues } from "../../../../src/review/kept-queues.ts";
import { planReview } from "../../../../src/review/plan.ts";
import { type DecidedRun, openDecidedRun } from "../../../../src/run/decided-run.ts";
import { type NewRecord, openLabelFile } from "../../../../src/run/labels.ts";
import { sluice, sluiceIn } from "../../../support/cli.ts";
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

it("hides them by every queue that the reviewer began, also where they went on to another, until they judged its pairs", async () => {
  await planReview(view, "dee", { strategy: "flagged" });
  expect([(await seen(0, "dee")).hidden > 0, (await seen(2, "dee")).hidden]).toEqual([true, 0]);
  await planReview(view, "dee", { strategy: "around", signal: "text_toxicity", cut: 0, size: 3 });
  expect(await seen(2, "dee")).toEqual({ said: [], hidden: 1 });
  await planReview(view, "dee", { strategy: "stratified", size: 1 });
  await planReview(view, "dee", { strategy: "adjudicate" });
  for (const row of [0, 2]) expect((await seen(row, "dee")).hidden, `${row}`).toBeGreaterThan(0);
  expect((await begunQueues(run, "dee")).map(({ strategy }) => strategy)).toEqual([
    "adjudicate",
    "stratified",
    "around",
    "flagged",
  ]);
  // Taken up again, a queue stands first, and once.
  await planReview(view, "dee", { strategy: "flagged" });
  expect((await begunQueues(run, "dee")).map(({ strategy }) => strategy)).toEqual([
    "flagged",
    "adjudicate",
    "stratified",
    "around",
  ]);
  await say("dee", 2, "keep");
  expect(await seen(2, "dee")).toMatchObject({ hidden: 0 });
});

it("hides nothing for a queue of a view that is gone, and a queue file that is damaged stops no other queue", async () => {
  const file = join(run, "labels/eli.queue.json");
  const gone = { strategy: "view", signal: "image_nsfw", cut: 0.5, size: 9, seed: 1, view: "gone" };
  writeFileSync(file, JSON.stringify({ ...gone, strategy: "flagged", earlier: [gone] }));
  expect((await seen(0, "eli")).hidden).toBeGreaterThan(0);
  expect(await seen(2, "eli")).toMatchObject({ hidden: 0 });
  writeFileSync(file, '{"strategy":');
  await expect(seen(0, "eli")).rejects.toThrow("it is no queue; delete it, or name a --strategy");
  await planReview(view, "eli", { strategy: "flagged" });
  expect((await begunQueues(run, "eli")).map(({ strategy }) => strategy)).toEqual(["flagged"]);
});

it("keeps them out of `why`, as text and as JSON", async () => {
  const why = (...words: string[]) => sluice("why", run, "00000/1", "--reviewer", "ann", ...words);
  const { stdout } = await why();
  expect(stdout).toMatch(/verdicts: none of yours\n {2}1 of others, hidden until you have judged the pair/u);
  expect(stdout).not.toContain("bo");
  const json = await why("--json");
  expect(JSON.parse(json.stdout)).toMatchObject({ verdicts: [], hiddenVerdicts: 1 });
});

it("opens from a bin of a calibration none of the pairs that wait for who asks, and says how many it left out", async () => {
  const run = folder("sampled");
  await writeRunOf(run, [{ image_porn: 0.95 }, { image_porn: 0.92 }, { image_porn: 0.6 }, {}]);
  const view = await openDecidedRun(run);
  const file = await openLabelFile(run, "bo", clock);
  for (const row of [0, 1, 2, 3])
    await file.append({
      type: "verdict",
      role: "reviewer",
      ...{ key: `00000/${row}`, shard: "00000", row, verdict: "drop" },
      ...{ rung: 3, caption: true, seconds: 4, also: [] },
      design: { strategy: "stratified", id: "stratified:image_nsfw:b10:s1", stratum: 0, probability: 1 },
    });
  await file.close();
  const { pending } = await planReview(view, "ann", { strategy: "flagged" });
  const waiting = pending.map(({ key }) => key);
  view.close();
  // Not all, or nobody could tell what was left out from what was never there.
  expect([waiting.length > 0, waiting.length < 4]).toEqual([true, true]);

  const asked = async (asker: string) => {
    const wish = { filter: "nsfw-image", miss: 0.02, confidence: 0.95, asker };
    const { bins, hidden } = await calibrate(run, wish, { now: clock, warn: () => {} });
    const opened = bins.filter((where) => where !== null).join("\n");
    return {
      hidden,
      opened: [0, 1, 2, 3].map((row) => `00000/${row}`).filter((key) => opened.includes(key)),
    };
  };
  expect(await asked("ann")).toEqual({
    hidden: waiting.length,
    opened: [0, 1, 2, 3].map((row) => `00000/${row}`).filter((key) => !waiting.includes(key)),
  });
  expect(await asked("lea")).toMatchObject({ hidden: 0, opened: { length: 4 } });

  const words = ["calibrate", run, "--filter", "nsfw-image"];
  const { stdout } = await sluiceIn({ env: { ...wantsLinks, SLUICE_REVIEWER: "ann" } }, ...words);
  expect(stdout).toContain(`${waiting.length} of these pairs wait for your own verdict`);
  const linked = stdout.split("\n").map((line) => unlinked(line).where ?? "");
  for (const key of waiting) expect(linked.join("\n")).not.toContain(key);
});
