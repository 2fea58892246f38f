import { writeFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { unlinked, wantsLinks } from "../../src/process/linked.ts";
import { openDecidedRun } from "../../src/run/decided-run.ts";
import { type Design, openLabelFile } from "../../src/run/labels.ts";
import { openRows } from "../../src/run/questions/rows.ts";
import { sluiceIn } from "../support/cli.ts";
import { scratchFolder } from "../support/run-files.ts";
import { auditedSample } from "../support/shared-runs.ts";

const folder = scratchFolder();
const cwd = folder(".");

beforeAll(() => auditedSample(folder("run")));

/** A command's lines, and how many pairs each opens that opens any. */
async function opened(words: readonly string[], reviewer = "carl") {
  const { stdout, stderr } = await sluiceIn(
    { cwd, env: { ...wantsLinks, SLUICE_REVIEWER: reviewer } },
    ...words,
  );
  expect(stderr).toBe("");
  const view = await openDecidedRun(folder("run"));
  const lines: { text: string; total: number; crumb: string | undefined }[] = [];
  for (const { text, where, crumb } of stdout.trimEnd().split("\n").map(unlinked)) {
    if (where === null) continue;
    const rows = await openRows(view, { where, text: "", sort: null });
    lines.push({ text, total: rows.total, crumb });
    await rows.close();
  }
  view.close();
  return lines;
}

/** The first number in brackets, `(3 of 44)`. */
const ofRate = (text: string) => Number(/\((\d+) of \d+\)/u.exec(text)?.[1] ?? Number.NaN);

describe("lines of a comparison of policies", () => {
  it("open exactly the pairs that they count, whatever a rule's predicate holds", async () => {
    // Over several lines, with a comment, a quote and a rule that keeps what the next one would drop.
    writeFileSync(
      folder("odd.yaml"),
      `name: odd
version: 1
description: Odd
rules:
  - id: fine
    reason: Fine
    action: keep
    when: |
      caption ILIKE '%a''%'
      OR language = 'en' -- only English
        AND length(caption) < 40
  - id: tall
    reason: Tall
    action: drop
    when: |
      height > width -- stands
`,
    );
    const lines = await opened(["diff", "run", "--policy", "odd.yaml"]);
    const lost = lines.find(({ text }) => text.startsWith("lost by B"));
    const gained = lines.find(({ text }) => text.startsWith("gained by B"));
    expect(lost?.total).toBe(ofRate(lost?.text ?? ""));
    expect(gained?.total).toBe(ofRate(gained?.text ?? ""));
    expect([lost?.total, gained?.total]).not.toContain(0);
    const rules = lines.filter(({ text }) => /^ {2}(?:lost|gained) +\d+ {2}\S/u.test(text));
    expect(rules.length).toBeGreaterThan(2);
    for (const { text, total } of rules) expect(total, text).toBe(Number(/\d+/u.exec(text)?.[0]));
    const groups = lines.filter(({ text }) => / pairs {2}lost /u.test(text));
    expect(groups.length).toBeGreaterThan(2);
    for (const { text, total } of groups)
      expect(total, text).toBe(Number(/ (\d+) pairs {2}lost /u.exec(text)?.[1]));
    const sides = lines.filter(({ text }) => /^ {4}(?:lost|gained): /u.test(text));
    expect(sides.length).toBeGreaterThan(2);
    for (const { text, total } of sides) expect(total, text).toBe(Number(/\d+/u.exec(text)?.[0]));
    // Under a group its sides say of which group they are.
    expect(sides.map(({ crumb }) => crumb)).toContain("en, lost");
  });
});

it("lines of a report open exactly the pairs that they count, a rule each", async () => {
  const lines = await opened(["report", "run"]);
  const counted = lines.filter(({ text }) => /^ {2}[\d,]+ {2}/u.test(text));
  for (const { text, total } of counted)
    expect(total, text).toBe(Number(/[\d,]+/u.exec(text)?.[0].replaceAll(",", "")));
  const crumbs = counted.map(({ crumb }) => crumb?.split(" ")[0]);
  expect(new Set(crumbs)).toEqual(
    new Set(["action", "rule", "cross", "language", "duplicates", "license", "error", "coverage"]),
  );
  expect(crumbs.filter((crumb) => crumb === "rule").length).toBeGreaterThan(2);
});

describe("lines of agreement", () => {
  const design: Design = { strategy: "flagged", id: "flagged", stratum: null, probability: null };

  /** Twenty pairs that the policy flags first, judged by two people who differ on three. */
  beforeAll(async () => {
    const view = await openDecidedRun(folder("run"));
    const rows = await view.query.rows<{ key: string; shard: string; row: number }>(
      "SELECT key, shard, row FROM explored ORDER BY action = 'keep', shard, row LIMIT 20",
    );
    view.close();
    for (const name of ["ann", "bob"]) {
      const file = await openLabelFile(folder("run"), name, () => new Date("2026-01-02T03:04:05Z"));
      for (const [i, pair] of rows.entries()) {
        const seen = { rung: 3, caption: true, seconds: 2, also: [], design };
        const verdict = name === "bob" && i % 7 === 0 ? ("drop" as const) : ("keep" as const);
        await file.append({ type: "verdict", role: "reviewer", ...pair, verdict, ...seen });
      }
      await file.close();
    }
  });

  it("open the pairs that two judged, those on which they differ, and those that wait", async () => {
    const lines = await opened(["agreement", "run"]);
    expect(lines.map(({ text, total }) => [text.trim().split(/ {2,}|:|,|;/u)[0], total])).toEqual([
      ["ann", 20],
      ["they differ on 3", 3],
      ["Krippendorff's α", 20],
      ["3 pairs wait for an adjudicator", 3],
    ]);
  });

  it("name no pair to a reviewer in whose queue it waits", async () => {
    const json = async (...who: string[]) =>
      JSON.parse((await sluiceIn({ cwd }, "agreement", "run", "--json", ...who)).stdout);
    const before = await json("--reviewer", "dora");
    expect([before.disagreements.length, before.hidden]).toEqual([3, 0]);
    // Dora begins a queue in which the three stand.
    expect((await sluiceIn({ cwd }, "review", "run", "--list", "--reviewer", "dora")).code).toBe(0);
    const blind = await json("--reviewer", "dora");
    expect([blind.disagreements.length + blind.hidden, blind.hidden > 0]).toEqual([3, true]);
    expect(await json("--reviewer", "carl")).toMatchObject({ hidden: 0 });
    const lines = await opened(["agreement", "run"], "dora");
    const waiting = lines.find(({ text }) => text.startsWith("3 pairs wait"));
    expect(waiting?.text ?? "3 pairs wait").toMatch(/3 pairs wait/u);
    expect(lines.find(({ text }) => text.includes("they differ"))?.total ?? 0).toBe(3 - blind.hidden);
    // Figures are the same for all: only which pairs they are of is not said.
    expect(blind.between).toEqual(before.between);
  });
});
