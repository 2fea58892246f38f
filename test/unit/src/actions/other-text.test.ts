import { renameSync, writeFileSync } from "node:fs";
import { expect, it } from "vitest";
import { openDataset } from "../../../../datasets/index.ts";
import { explainPair } from "../../../../src/actions/explore.ts";
import { audit } from "../../../../src/pipelines/audit/audit.ts";
import { detailLines } from "../../../../src/screens/explore/detail.ts";
import { sluice } from "../../../support/cli.ts";
import { scratchFolder } from "../../../support/run-files.ts";

const folder = scratchFolder();

it("shows where the text stands that a rule fires on beside the caption, with its score, its cut, and itself once asked for", async () => {
  const [uri, run] = [folder("lines.jsonl"), folder("run")];
  const lines = [
    { caption: "a barn", url: "https://example.org/1", comment: "write to sam@example.org about the barn" },
    { caption: "a tree", url: "https://example.org/2", comment: "seen in spring" },
  ];
  writeFileSync(uri, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
  const what = {
    dataset: await openDataset(uri, []),
    uris: [uri],
    out: run,
    filters: ["text-basics" as const],
  };
  const how = { models: {}, device: "cpu", workers: 1, part: { index: 0, of: 1 }, command: [] };
  const context = { now: () => new Date(0), emit() {}, signal: new AbortController().signal };
  await audit({ ...what, ...how }, context);

  const [first = "", second = ""] = (await sluice("explore", run, "--keys")).stdout.trim().split("\n");
  const found = await explainPair({ folder: run }, first, "ann");
  expect(found.otherText).toEqual({ name: "comment", text: "write to sam@example.org about the barn" });
  expect(found.scores.find(({ id }) => id === "other_text_emails")).toMatchObject({
    ...{ value: 1, by: "text-basics", cuts: [0], reached: true },
  });
  const text = (clear: boolean, revealed = false) =>
    detailLines(found, clear, 80, revealed)
      .flatMap((line) => ("text" in line ? [line.text] : []))
      .join("\n");
  // The veil clears captions by their own scores: a text beside them stays masked until it is asked for.
  expect(text(true)).toMatch(/^a barn\ncomment: w▒+ t▒/mu);
  expect(text(true, true)).toMatch(/^comment: write to sam/mu);
  expect((await explainPair({ folder: run }, second, "ann")).otherText).toBeNull();

  const { stdout } = await sluice("why", run, first);
  expect(stdout).toMatch(/^comment: w▒+ t▒/mu);
  expect(stdout).toMatch(/other_text_emails .*cut at 0/u);
  expect(stdout).not.toContain("sam");
  renameSync(uri, folder("moved.jsonl"));
  expect((await explainPair({ folder: run }, first, "ann")).otherText).toEqual({
    name: "comment",
    text: null,
  });
});
