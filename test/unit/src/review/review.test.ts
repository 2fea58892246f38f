import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { exposurePoints, spentPoints } from "../../../../src/exposure/ladder.ts";
import { planReview } from "../../../../src/review/plan.ts";
import { buildQueue, clusterOf } from "../../../../src/review/queue.ts";
import { type DecidedRun, openDecidedRun } from "../../../../src/run/decided-run.ts";
import { type NewRecord, openLabelFile, type ReviewVerdict, readLabels } from "../../../../src/run/labels.ts";
import { readSettled, settle } from "../../../../src/run/verdicts.ts";
import { sluice } from "../../../support/cli.ts";
import { scratchFolder } from "../../../support/run-files.ts";
import { auditedSample } from "../../../support/shared-runs.ts";

const folder = scratchFolder();
const run = folder("run");
let view: DecidedRun;

beforeAll(async () => {
  await auditedSample(run);
  view = await openDecidedRun(run, "default");
  return () => view.close();
});

let minute = 0;
const clock = () => new Date(Date.UTC(2026, 0, 1, 0, minute++));
const verdict = (key: string, said: ReviewVerdict, more: Partial<NewRecord> = {}) =>
  ({
    type: "verdict",
    role: "reviewer",
    key,
    shard: "00000",
    row: 0,
    verdict: said,
    rung: 0,
    caption: false,
    seconds: 1,
    design: { strategy: "flagged", id: "flagged", stratum: null, probability: null },
    also: [],
    ...more,
  }) as NewRecord;

describe("queues", () => {
  const options = { signal: "image_nsfw", cut: 0.5, size: 40, seed: 3 };

  it("draws the same stratified sample for the same seed, with its inclusion probabilities", async () => {
    const first = await buildQueue(view, { ...options, strategy: "stratified" });
    const again = await buildQueue(view, { ...options, strategy: "stratified" });
    const other = await buildQueue(view, { ...options, strategy: "stratified", seed: 4 });
    expect(again).toEqual(first);
    expect(other.items).not.toEqual(first.items);
    const sizes = await view.query.rows<{ stratum: number; n: number }>(
      `SELECT least(9, floor((image_porn + image_hentai + image_sexy) * 10))::INTEGER AS stratum, count(*) AS n
       FROM scores WHERE image_porn IS NOT NULL GROUP BY 1`,
    );
    const drawnOf = (stratum: number) => first.items.filter((item) => item.stratum === stratum);
    // What a bin cannot give, the others do: as many as were asked for, as evenly as that can be.
    expect(first.items).toHaveLength(40);
    const most = Math.max(...sizes.map(({ stratum }) => drawnOf(stratum).length));
    for (const { stratum, n } of sizes) {
      const drawn = drawnOf(stratum);
      if (drawn.length < n) expect(drawn.length, `stratum ${stratum}`).toBeGreaterThanOrEqual(most - 1);
      expect(drawn.map(({ probability }) => probability)).toEqual(drawn.map(() => drawn.length / n));
    }
    // A sample of a smaller size is the beginning of a larger one.
    const small = await buildQueue(view, { ...options, size: 15, strategy: "stratified" });
    expect(small.items.map(({ key }) => key)).toEqual(first.items.slice(0, 15).map(({ key }) => key));
    expect(small.about).toMatch(/^15 at random from each tenth of image_nsfw/u);
    const { about, items } = await buildQueue(view, { ...options, size: 500, strategy: "stratified" });
    expect(about).toContain(`${items.length} of 500 wanted, all that have a score`);
  });

  it("goes outward from a cut", async () => {
    const { items } = await buildQueue(view, { ...options, strategy: "around", signal: "text_toxicity" });
    const scores = await view.query.rows<{ key: string; text_toxicity: number }>(
      "SELECT key, text_toxicity FROM scores",
    );
    const scoreOf = new Map(scores.map(({ key, text_toxicity }) => [key, text_toxicity]));
    const distances = items.map(({ key }) => Math.abs((scoreOf.get(key) ?? 9) - 0.5));
    expect(distances).toEqual([...distances].sort((a, b) => a - b));
    expect(items).toHaveLength(40);
  });

  it("puts what the policy leaves to people before what it drops", async () => {
    const { items } = await buildQueue(view, { ...options, strategy: "flagged" });
    const { actions } = view.decisions;
    expect(items).toHaveLength(actions.review + actions.drop);
  });

  it("shows one pair per cluster and knows the others", async () => {
    const { items } = await buildQueue(view, { ...options, strategy: "clusters" });
    expect(items.length).toBeGreaterThan(0);
    for (const { key } of items) {
      const others = await clusterOf(view, key);
      expect(others.length).toBeGreaterThan(0);
      for (const other of others) expect(await clusterOf(view, other)).toContain(key);
    }
  });

  it("names the signals of the run where it has not the one asked for", async () => {
    await expect(buildQueue(view, { ...options, strategy: "around", signal: "nonsense" })).rejects.toThrow(
      /wanted a signal of this run: image_nsfw/u,
    );
  });
});

describe("plans", () => {
  it("leaves out what the reviewer judged, puts skipped pairs last, and keeps others' verdicts out", async () => {
    const asked = { strategy: "stratified", size: 40 } as const;
    const fresh = await planReview(view, "cat", asked);
    const [first, second, third] = fresh.pending.map(({ key }) => key) as [string, string, string];
    const drawn = { design: { ...fresh.design, stratum: 0, probability: 0.5 } };
    const cat = await openLabelFile(run, "cat", clock);
    await cat.append(verdict(first, "keep", { ...drawn, also: [third] } as Partial<NewRecord>));
    await cat.append(verdict(second, "skip", drawn));
    const later = await planReview(view, "cat");
    expect(later.asked).toEqual({ ...fresh.asked });
    expect(later.done.map(({ item }) => item.key)).toEqual([first, second]);
    expect(later.pending.at(-1)?.key).toBe(second);
    // Judged in another queue, in a gallery or with another pair, what was drawn by chance still waits to be judged as that.
    expect(later.pending.map(({ key }) => key)).toContain(third);
    await cat.append(verdict(first, "drop"));
    await cat.close();
    const anew = await planReview(view, "cat");
    expect([anew.pending[0]?.key, anew.done.map(({ item }) => item.key)]).toEqual([first, [second]]);
    const flagged = await planReview(view, "cat", { strategy: "flagged", size: 1000 });
    expect(flagged.pending.map(({ key }) => key)).not.toContain(first);
    const other = await planReview(view, "dan", asked);
    expect(other.pending).toEqual(fresh.pending);
    expect(other.done).toEqual([]);
  });

  it("gives an adjudicator what reviewers disagree on, unless they are one of them", async () => {
    const key = (await planReview(view, "eve", { strategy: "flagged" })).pending[0]?.key ?? "";
    for (const [reviewer, said] of [
      ["eve", "keep"],
      ["fay", "drop"],
    ] as const) {
      const file = await openLabelFile(run, reviewer, clock);
      await file.append(verdict(key, said));
      await file.close();
    }
    const plan = await planReview(view, "gil", { strategy: "adjudicate" });
    expect(plan.role).toBe("adjudicator");
    expect(plan.pending.map((item) => item.key)).toEqual([key]);
    expect(plan.pending[0]?.verdicts?.map((one) => one.verdict).sort()).toEqual(["drop", "keep"]);
    expect((await planReview(view, "eve", { strategy: "adjudicate" })).pending).toEqual([]);
  });

  it("prints what is still to judge, and opens nothing, without a terminal", async () => {
    const listed = await sluice("review", run, "--strategy", "stratified", "--size", "40", "--list");
    expect(listed.code).toBe(0);
    const fields = listed.stdout.split("\n")[0]?.split("\t") ?? [];
    expect(fields).toHaveLength(5);
    expect(Number(fields[4])).toBeGreaterThan(0);
    const opened = await sluice("review", run);
    expect(opened.code).toBe(2);
    expect(opened.stderr).toMatch(/it needs a terminal/u);
  });
});

describe("label files", () => {
  it("survive a torn last line: it is named, and what follows is whole", async () => {
    const torn = folder("torn");
    const file = await openLabelFile(torn, "ann", clock);
    await file.append(verdict("a", "keep"));
    await file.close();
    appendFileSync(join(torn, "labels/ann.jsonl"), '{"type":"verdict","key":"b","verd');
    const again = await openLabelFile(torn, "ann", clock);
    await again.append(verdict("c", "drop"));
    await again.close();
    const { records, troubles } = await readLabels(torn);
    expect(settle(records).standing.map(({ key }) => key)).toEqual(["a", "c"]);
    expect(troubles).toEqual(["labels/ann.jsonl line 2: torn or foreign, passed over"]);
  });

  it("only ever grow, whatever is undone", async () => {
    const grown = folder("grown");
    const file = await openLabelFile(grown, "ann", clock);
    const kept = await file.append(verdict("a", "keep"));
    const before = readFileSync(join(grown, "labels/ann.jsonl"), "utf8");
    await file.append({ type: "undo", undoes: kept.id });
    await file.close();
    const after = readFileSync(join(grown, "labels/ann.jsonl"), "utf8");
    expect(after.startsWith(before)).toBe(true);
    expect((await readSettled(grown)).standing).toEqual([]);
  });

  it.each(["../ann", "", "a/b", "-x"])("refuse a reviewer named %j", async (name) => {
    await expect(openLabelFile(folder("names"), name, clock)).rejects.toThrow(/Cannot review as/u);
  });

  it("keep every record of a reviewer who appends faster than the disk", async () => {
    const fast = folder("fast");
    const file = await openLabelFile(fast, "ann", clock);
    await Promise.all(Array.from({ length: 50 }, (_, i) => file.append(verdict(`k${i}`, "keep"))));
    await file.close();
    expect((await readLabels(fast)).records.map((record) => "key" in record && record.key)).toEqual(
      Array.from({ length: 50 }, (_, i) => `k${i}`),
    );
  });

  it("are read to the end whatever bytes lie in them", async () => {
    const odd = folder("odd");
    await (await openLabelFile(odd, "ann", clock)).close();
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string({ unit: "binary" })), async (lines) => {
        writeFileSync(
          join(odd, "labels/ann.jsonl"),
          lines.map((line) => line.replaceAll("\n", "")).join("\n"),
        );
        const { records, troubles } = await readLabels(odd);
        expect(records).toEqual([]);
        expect(troubles.length).toBe(lines.filter((line) => line.replaceAll("\n", "") !== "").length);
      }),
      { numRuns: 30 },
    );
  });
});

describe("exposure", () => {
  it("costs more the more is shown and the more harmful it may be", () => {
    expect(exposurePoints(1, false, 1)).toBe(0);
    expect(exposurePoints(5, false, 1)).toBeGreaterThan(exposurePoints(4, false, 1));
    expect(exposurePoints(5, false, 1)).toBeGreaterThan(exposurePoints(5, false, 0));
  });

  it("adds up over twelve hours, for one reviewer", () => {
    const at = (time: string, reviewer: string) =>
      ({
        type: "exposure",
        schema: "sluice.label/1",
        id: "x",
        time,
        reviewer,
        key: "k",
        rung: 5,
        caption: false,
        seconds: 0,
        points: 2,
      }) as const;
    const records = [
      at("2026-01-01T00:00:00Z", "ann"),
      at("2026-01-01T09:00:00Z", "ann"),
      at("2026-01-01T09:00:00Z", "ben"),
    ];
    expect(spentPoints(records, "ann", new Date("2026-01-01T13:00:00Z"))).toBe(2);
    expect(spentPoints(records, "ann", new Date("2026-01-01T11:00:00Z"))).toBe(4);
  });
});
