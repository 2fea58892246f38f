import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { calibrate } from "../../../../src/actions/calibrate.ts";
import { explainPair } from "../../../../src/actions/explore.ts";
import { unlinked, wantsLinks } from "../../../../src/process/linked.ts";
import { blinded, waitingFor } from "../../../../src/review/blind.ts";
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

async function say(
  reviewer: string,
  row: number,
  verdict: "keep" | "drop" | "skip",
  into = run,
): Promise<void> {
  const file = await openLabelFile(into, reviewer, clock);
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
  expect((await begunQueues(run, "dee")).queues.map(({ strategy }) => strategy)).toEqual([
    "adjudicate",
    "stratified",
    "around",
    "flagged",
  ]);
  // Taken up again, a queue stands first, and once.
  await planReview(view, "dee", { strategy: "flagged" });
  expect((await begunQueues(run, "dee")).queues.map(({ strategy }) => strategy)).toEqual([
    "flagged",
    "adjudicate",
    "stratified",
    "around",
  ]);
  await say("dee", 2, "keep");
  expect(await seen(2, "dee")).toMatchObject({ hidden: 0 });
});

it("hides nothing for a queue of a view that is gone", async () => {
  const file = join(run, "labels/eli.queue.json");
  const gone = { strategy: "view", signal: "image_nsfw", cut: 0.5, size: 9, seed: 1, view: "gone" };
  writeFileSync(file, JSON.stringify({ ...gone, strategy: "flagged", earlier: [gone] }));
  expect((await seen(0, "eli")).hidden).toBeGreaterThan(0);
  expect(await seen(2, "eli")).toMatchObject({ hidden: 0 });
});

it("keeps what is whole of a damaged file of queues, names it, and stays blind on all that its reviewer has not judged", async () => {
  const file = join(run, "labels/fay.queue.json");
  const flagged = { strategy: "flagged", signal: "image_nsfw", cut: 0.5, size: 9, seed: 1 };
  const around = { ...flagged, strategy: "around", size: 2 };
  const whole = JSON.stringify({ ...flagged, earlier: [around, { ...around, size: 1 }, around] });
  const damages: readonly (readonly [damaged: string, kept: readonly string[], last: string | null])[] = [
    ['{"strategy":', [], null],
    ["", [], null],
    [whole.slice(0, -60), ["flagged", "around", "around"], "flagged"],
    [whole.replace('"flagged"', '"flogged"'), ["around", "around", "around"], null],
    [whole.replace('"size":1', '"size":"1"'), ["flagged", "around", "around"], "flagged"],
  ];
  for (const [damaged, kept, last] of damages) {
    writeFileSync(file, damaged);
    const begun = await begunQueues(run, "fay");
    expect([begun.queues.map(({ strategy }) => strategy), begun.last?.strategy ?? null]).toEqual([
      kept,
      last,
    ]);
    expect(begun.trouble).toMatch(
      /^Cannot read all of ".*fay\.queue\.json": \d queues? (?:is|are) whole; others' /u,
    );
    for (const row of [0, 1, 2]) expect((await seen(row, "fay")).hidden, damaged).toBeGreaterThan(0);
    if (last === null) await expect(planReview(view, "fay")).rejects.toThrow(/damaged; name a --strategy/u);
    // Who goes on with another queue loses neither those, nor the veil.
    const plan = await planReview(view, "fay", { strategy: "stratified", size: 1 });
    expect(plan.troubles).toEqual([expect.stringContaining("fay.queue.json")]);
    expect((await begunQueues(run, "fay")).queues.map(({ strategy }) => strategy)).toEqual([
      "stratified",
      ...kept,
    ]);
    for (const row of [0, 1, 2]) expect((await seen(row, "fay")).hidden, damaged).toBeGreaterThan(0);
  }
  rmSync(file);
  expect(await seen(2, "fay")).toMatchObject({ hidden: 0 });
});

it("leaves to no adjudicator what waits for their own verdict in another queue, and says how many", async () => {
  const run = folder("disputed");
  await writeRunOf(run, [{ image_porn: 0.95 }, { image_porn: 0.6 }, {}]);
  const view = await openDecidedRun(run);
  for (const [reviewer, verdict] of [
    ["ann", "keep"],
    ["bo", "drop"],
  ] as const)
    for (const row of [0, 1, 2]) await say(reviewer, row, verdict, run);
  const keys = async (reviewer: string) => {
    const { pending, about } = await planReview(view, reviewer, { strategy: "adjudicate" });
    return [pending.map(({ key }) => key), about];
  };
  expect(await keys("hal")).toEqual([["00000/0", "00000/1", "00000/2"], "pairs on which reviewers disagree"]);
  await planReview(view, "hal", { strategy: "flagged" });
  expect(await keys("hal")).toEqual([
    ["00000/2"],
    "what reviewers disagree on, but 2 that wait for your own verdict",
  ]);
  // Who judged is one of those who disagree.
  await say("hal", 0, "keep", run);
  expect(await keys("hal")).toEqual([
    ["00000/2"],
    "what reviewers disagree on, but 1 that waits for your own verdict",
  ]);
  view.close();
});

it("takes no failure for an empty queue: whose own cannot be drawn is shown nothing, and it is drawn anew", async () => {
  await planReview(view, "ivy", { strategy: "flagged" });
  let broken = true;
  const rows = ((...asked: Parameters<typeof view.query.rows>) =>
    broken
      ? Promise.reject(new Error("the disk is gone"))
      : view.query.rows(...asked)) as typeof view.query.rows;
  const failing = { ...view, query: { ...view.query, rows } };
  const receipt = await explainPair(view, "00000/0", "lea");
  await expect(waitingFor(failing, "ivy")).rejects.toThrow("the disk is gone");
  await expect(blinded(failing, receipt, "ivy")).rejects.toThrow("the disk is gone");
  broken = false;
  expect((await blinded(failing, receipt, "ivy")).hiddenVerdicts).toBeGreaterThan(0);
  // What a person can mend, such as a signal that is gone, is an answer: nothing comes up there.
  await planReview(view, "jo", { strategy: "around", signal: "image_nsfw", cut: 0.5 });
  const file = join(run, "labels/jo.queue.json");
  writeFileSync(file, readFileSync(file, "utf8").replace("image_nsfw", "gone"));
  expect((await waitingFor(view, "jo")).size).toBe(0);
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
