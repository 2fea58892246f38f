import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { parsePolicy } from "../../filters/policies.ts";
import { openRun } from "../../src/actions/open-run.ts";
import { saveMovedCuts } from "../../src/actions/save-policy.ts";
import { beginScrub, tryMovedRule } from "../../src/actions/scrub.ts";
import type { Calibration } from "../../src/review/calibrate.ts";
import { type Design, openLabelFile, type ReviewVerdict } from "../../src/run/labels.ts";
import { openScores } from "../../src/run/query.ts";
import { root, sluice } from "../support/cli.ts";
import { scratchFolder } from "../support/run-files.ts";

const folder = scratchFolder();
const run = folder("run");
const write = (name: string) => folder(name);
const clear = () => rmSync(join(run, "labels"), { recursive: true });

interface Row {
  readonly key: string;
  readonly shard: string;
  readonly row: number;
  readonly score: number | null;
}
let rows: readonly Row[] = [];

beforeAll(async () => {
  const filters = ["--filters", "image-basics,text-basics,lexicon,nsfw-image", "--workers", "1"];
  expect((await sluice("audit", "sample", ...filters, "--out", run)).code).toBe(4);
  const query = await openScores(run);
  rows = await query.rows<Row>(
    "SELECT key, shard, row, image_score AS score FROM scores ORDER BY shard, row",
  );
  query.close();
});

/** Writes one verdict per row as a reviewer's session would. */
async function label(
  reviewer: string,
  some: readonly Row[],
  verdict: (row: Row, i: number) => ReviewVerdict,
  strategy: Design["strategy"] = "stratified",
  role: "reviewer" | "adjudicator" = "reviewer",
): Promise<void> {
  const file = await openLabelFile(run, reviewer, () => new Date("2026-01-02T03:04:05Z"));
  for (const [i, row] of some.entries()) {
    const { key, shard, row: at, score } = row;
    const random = strategy === "stratified";
    const stratum = score === null ? -1 : Math.min(9, Math.floor(score * 10));
    const design = {
      strategy,
      id: random ? "stratified:image_score:b10:s1" : strategy,
      stratum: random ? stratum : null,
      probability: random ? 0.5 : null,
    };
    const seen = { rung: 0, caption: false, seconds: 2, also: [], design };
    await file.append({ type: "verdict", role, key, shard, row: at, verdict: verdict(row, i), ...seen });
  }
  await file.close();
}

const byScore = ({ score }: Row): ReviewVerdict => ((score ?? 0) >= 0.2 ? "drop" : "keep");
const calibrate = (...words: string[]) => sluice("calibrate", run, "--filter", "nsfw-image", ...words);

describe("sluice calibrate", () => {
  it("asks for labels where there are none", async () => {
    const { code, stderr } = await calibrate();
    expect(code).toBe(2);
    expect(stderr).toContain("got none; make some: sluice review");
    expect(stderr).toContain("--strategy stratified");
  });

  it("refuses what it does not know, in one line", async () => {
    const refused: readonly [string[], RegExp][] = [
      [["--miss", "2"], /wanted more than 0 and less than 1, got "2"/u],
      [["--signal", "text_insult"], /Cannot calibrate signal "text_insult": wanted one of image_nsfw/u],
      [["--rule", "slur"], /Cannot calibrate rule "slur" of policy "default": wanted a rule with/u],
      [["--write", write("x.yaml")], /wanted --rule too/u],
      [["--reviewer", "zoe"], /Cannot calibrate on labels of "zoe"/u],
    ];
    for (const [words, message] of refused) {
      const { code, stderr } = await calibrate(...words);
      expect(code, stderr).toBe(2);
      expect(stderr.trim().split("\n")).toHaveLength(1);
      expect(stderr).toMatch(message);
    }
    const { code, stderr } = await sluice("calibrate", run, "--filter", "text-toxicity");
    expect([code, stderr]).toEqual([2, expect.stringContaining("audit with --filters text-toxicity")]);
  });

  it("shows precision at the cut, and only that, for labels that were not drawn by chance", async () => {
    await label(
      "ann",
      rows.filter(({ score }) => (score ?? 0) >= 0.5),
      byScore,
      "flagged",
    );
    const { code, stdout } = await calibrate();
    expect(code).toBe(3);
    expect(stdout).toContain("No label is of a random design");
    expect(stdout).toMatch(/default v7 +0\.5 +3 +100\.00 % \[100\.00 %, 100\.00 %\], n 3 +not known/u);
    expect(stdout).not.toContain("should be dropped:");
    clear();
  });

  it("weighs a stratified sample by the run, and says what the target would need", async () => {
    const crowd = rows.filter(({ score }) => score !== null && score < 0.1);
    const others = rows.filter(({ score }) => score !== null && score >= 0.1);
    const sample = [...crowd.slice(0, 17), ...others];
    await label("ann", sample, (row, i) => (i === 0 ? "unsure" : i === 1 ? "skip" : byScore(row)));
    const { code, stdout } = await calibrate("--json");
    const found: Calibration = JSON.parse(stdout);
    expect(code).toBe(3);
    expect(found.labels).toEqual({ drop: 6, keep: 15, unsure: 1, open: 1, disputed: 0 });
    expect(found.run).toEqual({ pairs: 75, unscored: 2, uncovered: { strata: [-1], pairs: 2 } });
    expect(found.prevalence?.value).toBeCloseTo(6 / 73, 12);
    expect(found.prevalence?.low).toBeLessThan(6 / 73);
    expect(found.prevalence?.high).toBeGreaterThan(0.09);
    expect(found.cuts).toMatchObject([
      { which: "present", threshold: 0.5, flagged: 3, precision: { value: 1 } },
    ]);
    expect(found.cuts[0]?.recall?.value).toBeCloseTo(3 / 6, 12);
    expect(found.outcome).toEqual({
      attained: false,
      reason: "not attainable: 6 positives, at least 149 would be needed",
    });
    const text = await calibrate();
    expect(text.stdout).toContain("not attainable: 6 positives, at least 149 would be needed");
    expect(text.stdout).toContain("no labels in: no score; nothing is said of 2 pairs there");
    const out = write("never.yaml");
    expect((await calibrate("--rule", "image-nsfw", "--write", out)).stderr).toContain("not written");
    expect(() => readFileSync(out)).toThrow();
    clear();
  });

  it("is sure of a run that was labelled to its last pair, and writes the policy with its evidence", async () => {
    await label("ann", rows, byScore);
    await label("bob", rows.slice(0, 9), (row, i) => (i === 0 ? "unsure" : byScore(row)));
    await label("cat", rows.slice(0, 1), () => "keep", "adjudicate", "adjudicator");
    const out = write("calibrated.yaml");
    const words = ["--policy", "default", "--rule", "image-nsfw", "--write", out];
    const { code, stdout, stderr } = await calibrate(...words);
    // Scores so low are those of the first pass: it is said as the policy is saved, with what to do.
    expect([code, stderr]).toEqual([
      0,
      expect.stringMatching(
        /^warning: this run cannot be decided by that threshold: rule "image-nsfw": wanted a cut of 0\.3 or more on image_score, .*panel-float\npolicy default v\d+: /u,
      ),
    ]);
    expect(stdout).toContain("should be dropped: 8.00 % [8.00 %, 8.00 %], n 75");
    expect(stdout).toMatch(/threshold 0\.2\d+: misses 0\.00 %, at most 0\.00 % \(0 of 6 labelled drops\)/u);

    const text = readFileSync(out, "utf8");
    const policy = parsePolicy(text, "calibrated");
    const shipped = readFileSync(join(root, "filters/policies/default.yaml"), "utf8");
    expect(policy.version).toBe(parsePolicy(shipped, "default").version + 1);
    const rule = policy.rules.find(({ id }) => id === "image-nsfw");
    const cut = Number(rule?.when.split(">= ")[1]);
    expect(cut).toBeCloseTo(
      Math.min(...rows.flatMap(({ score }) => (score && score >= 0.2 ? score : []))),
      3,
    );
    const fingerprint = JSON.parse(readFileSync(join(run, "run.json"), "utf8")).fingerprint;
    for (const line of [
      `image_score >= ${cut}, was 0.5`,
      "Target: miss at most 2 % of what should be dropped, 95 % confidence;",
      "Labels: 75 (6 drop, 69 keep; 0 unsure left out) by 3 reviewers",
      "Design: stratified:image_score:b10:s1, over 75 pairs, 2 of them without a score",
      `Run: sha256 ${fingerprint}`,
    ])
      expect(text).toContain(line);
    const added = text.split("\n").filter((line) => line.startsWith("  #"));
    const original = readFileSync(join(root, "filters/policies/default.yaml"), "utf8").split("\n");
    expect(text.split("\n").length - added.length).toBe(original.length);

    const decided = await sluice("decide", run, "--policy", out);
    // And by the same words when it is applied.
    expect([decided.code, decided.stderr]).toEqual([
      2,
      expect.stringMatching(/wanted a cut of 0\.3 or more on image_score, .*panel-float/u),
    ]);
    expect((await calibrate(...words)).stderr).toContain("wanted a new file, got one that exists");
  });
});

describe("cuts that are moved by hand", () => {
  it("are not saved where the run's scores were not computed for them, and it is said while they move", async () => {
    const view = await openRun(run);
    const rule = view.policy.rules.find(({ id }) => id === "image-nsfw");
    const cut = { rule: "image-nsfw", index: 0, value: 0.1 };
    await expect(saveMovedCuts(view, [cut])).rejects.toThrow(
      /Cannot save policy "default": rule "image-nsfw": wanted a cut of 0\.3 or more on image_score, got 0\.1.*--model nsfw-image=panel-float/u,
    );
    expect(existsSync(join(run, "policies"))).toBe(false);
    const moved = { id: "image-nsfw", was: rule?.when ?? "", value: "image_score" };
    await beginScrub(view);
    const tried = (now: string) => tryMovedRule(view, { ...moved, now });
    expect((await tried("image_score >= 0.1")).trouble).toMatch(/panel-float/u);
    expect((await tried("image_score >= 0.4")).trouble).toBeNull();
    const saved = await saveMovedCuts(view, [{ ...cut, value: 0.4 }]);
    expect((await view.use(saved)).policy.version).toBe(view.policy.version + 1);
    view.close();
  });
});

describe("sluice agreement", () => {
  it("measures two reviewers, and sends what they disagree on to an adjudicator", async () => {
    clear();
    await label("ann", rows.slice(0, 20), (_, i) => (i < 5 ? "drop" : "keep"));
    expect((await sluice("agreement", run)).stderr).toContain("wanted labels of two reviewers, got ann");
    await label("bob", rows.slice(0, 20), (_, i) => (i < 3 || i === 10 ? "drop" : "keep"), "flagged");
    const { code, stdout } = await sluice("agreement", run);
    expect(code).toBe(0);
    expect(stdout).toMatch(/ann, bob +20 +85\.00 % \[\d+\.\d\d %, \d+\.\d\d %\] +0\.571 \[/u);
    expect(stdout).toContain("Krippendorff's α, all reviewers, n 20: 0.5");
    expect(stdout).toContain(
      `3 pairs wait for an adjudicator\nnext: sluice review ${run} --strategy adjudicate`,
    );
    const json = JSON.parse((await sluice("agreement", run, "--json")).stdout);
    expect(json.between[0].confusion).toEqual([
      [3, 2],
      [1, 14],
    ]);
    expect(json.disagreements).toHaveLength(3);
  });
});
