import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { measureAgreement } from "../../../../src/actions/agreement.ts";
import { buildDataset } from "../../../../src/actions/build-dataset.ts";
import { calibrate } from "../../../../src/actions/calibrate.ts";
import { curateRun, outputFormats } from "../../../../src/actions/curate.ts";
import { decideRun } from "../../../../src/actions/decide.ts";
import { diffRun } from "../../../../src/actions/diff.ts";
import { duelMaker } from "../../../../src/actions/models/duel-maker.ts";
import { openRun } from "../../../../src/actions/open-run.ts";
import { factsOfPair, openLabels, openReview, planReviewOf } from "../../../../src/actions/review.ts";
import { saveMovedCuts } from "../../../../src/actions/save-policy.ts";
import { loadPolicy } from "../../../../src/policy/load.ts";
import { scratchFolder } from "../../../support/run-files.ts";
import { auditedSample } from "../../../support/shared-runs.ts";

const folder = scratchFolder();
const run = folder("run");
const now = () => new Date();
const { signal } = new AbortController();
const context = { now, emit: () => {}, signal };
const at = { folder: run, policy: "default" };

beforeAll(() => auditedSample(run));

describe("a run", () => {
  it("is decided alike by name and while it is open", async () => {
    const view = await openRun(run, "default");
    const strict = await view.use("strict");
    expect(strict.decisions).toEqual(await decideRun(run, "strict"));
    strict.close();
  });

  it("is curated open or closed, stays open where it was, and loses nothing of the sample", async () => {
    const view = await openRun(run, "default");
    const first = await curateRun(view, { to: folder("first"), format: "webdataset" }, context);
    const second = await curateRun(at, { to: folder("second"), format: "webdataset" }, context);
    expect(second).toEqual(first);
    expect(first.lost).toBe(first.curated.reasons.some(({ rule }) => rule === "gone" || rule === "changed"));
    expect((await view.query.rows("SELECT 1 AS one")).length).toBe(1);
    view.close();
    expect(outputFormats().map(({ id }) => id)).toContain("parquet");
    await expect(curateRun(at, { to: folder("third"), format: "poem" }, context)).rejects.toThrow(
      'Cannot write format "poem"',
    );
  });

  it("keeps moved cuts as the policy's next version, and never over a file", async () => {
    const { id } = (await loadPolicy("default")).rules.find(({ when }) => /> *=? *[\d.]+/u.test(when)) ?? {};
    const view = await openRun(run, "default");
    const cut = { rule: id ?? "", index: 0, value: 0.25 };
    const next = (await loadPolicy("default")).version + 1;
    const [first, second] = [await saveMovedCuts(view, [cut]), await saveMovedCuts(view, [cut])];
    expect([first, second].map((path) => path.slice(path.lastIndexOf("/") + 1))).toEqual([
      `default.v${next}.yaml`,
      `default.v${next}-2.yaml`,
    ]);
    expect((await loadPolicy(second)).version).toBe(next);
    await expect(saveMovedCuts(view, [])).rejects.toThrow("Nothing to save: no cut was moved");
    view.close();
  });

  it("compares policies by columns that it has", async () => {
    const { diff, smallest } = await diffRun(run, ["default", "default"], []);
    expect(diff).toMatchObject({ all: { lost: { k: 0 }, gained: { k: 0 } } });
    expect(smallest).toBeGreaterThan(1);
    await expect(diffRun(run, ["default", "strict"], ["caption"])).rejects.toThrow(
      'Cannot group by "caption"',
    );
  });
});

describe("reviewers", () => {
  it("hear which label lines are torn, and what agreement wants", async () => {
    const file = await openLabels(run, "ann", now);
    await file.close();
    appendFileSync(join(run, "labels/ann.jsonl"), "torn\n");
    const heard: string[] = [];
    await expect(
      measureAgreement(run, { careful: false, reviewer: "ann" }, (trouble) => heard.push(trouble)),
    ).rejects.toThrow(/wanted labels of two reviewers, got none/u);
    expect(heard).toHaveLength(1);
    expect((await planReviewOf(at, "ann", { strategy: "flagged" })).troubles).toEqual(heard);
  });

  it("judge by text and scores where the dataset is out of reach, and know how harmful a pair may be", async () => {
    const view = await openRun(run, "default");
    const { plan, images, reason } = await openReview(view, "ann", { strategy: "flagged" }, "/nowhere");
    expect(images).toBeNull();
    expect(reason).toMatch(/nowhere/u);
    const facts = await factsOfPair(view, plan.pending[0]?.key ?? "");
    expect(facts.severity).toBeGreaterThanOrEqual(0);
    expect(facts.severity).toBeLessThanOrEqual(1);
    view.close();
  });

  it("lose no work to a policy that could not be written anyway", async () => {
    const wish = {
      filter: "nsfw-image",
      miss: 0.02,
      confidence: 0.95,
      policy: "default",
      rule: "image-nsfw",
      asker: "ann",
    };
    const write = join(run, "run.json");
    const before = readFileSync(write, "utf8");
    await expect(calibrate(run, { ...wish, write }, { now, warn: () => {} })).rejects.toThrow(
      "wanted a new file, got one that exists",
    );
    expect(readFileSync(write, "utf8")).toBe(before);
  });
});

it("builds no dataset that it does not know", async () => {
  const wish = { signal, onPicture: () => {}, to: folder("nothing") };
  await expect(buildDataset("nothing", wish)).rejects.toThrow("wanted sample, illustrations");
  await expect(buildDataset("sample", { ...wish, sizes: [64] })).rejects.toThrow("leave out --sizes");
  expect(existsSync(folder("nothing"))).toBe(false);
});

it("records nothing, and loads no filter, for pictures that nobody makes", async () => {
  const nobody = null as unknown as Parameters<typeof duelMaker>[0];
  const cascade = null as unknown as Parameters<typeof duelMaker>[1]["cascades"]["a"];
  const maker = await duelMaker(nobody, {
    ...{ models: { a: "x", b: "y" }, cascades: { a: cascade, b: cascade }, prompts: [{ text: "red" }] },
    ...{ open: [], seed: 0, device: "no such device", now, signal },
  });
  await expect(maker.close()).resolves.toBeUndefined();
});
