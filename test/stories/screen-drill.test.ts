import { afterEach, beforeAll, expect, it } from "vitest";
import { type Design, openLabelFile } from "../../src/run/labels.ts";
import { openScores } from "../../src/run/query.ts";
import { sluiceIn } from "../support/cli.ts";
import { scratchFolder } from "../support/run-files.ts";
import { auditedSample } from "../support/shared-runs.ts";
import { openTerminal, type Terminal } from "../support/terminal.ts";

const folder = scratchFolder();
const cwd = folder(".");
let terminal: Terminal | undefined;

beforeAll(() => auditedSample(folder("run")));
afterEach(() => terminal?.close());

const open = (...words: string[]) => {
  terminal = openTerminal(words, { cwd, env: { SLUICE_REVIEWER: "ann" }, rows: 50 });
  return terminal;
};

it("opens from a rule exactly the pairs that it counts, drills into a language, and goes back step by step", async () => {
  const screen = open("explore", "run");
  await screen.until(/1\/75/u);
  await screen.press(":", "open run", "enter");
  const glance = await screen.until(/Rates, 95 % interval/u);
  const [, n = "", rule = ""] =
    /^ +(\d+) (?:review|drop) +(\S+)/mu.exec(glance.split("Rules")[1] ?? "") ?? [];
  expect(Number(n)).toBeGreaterThan(0);
  // The first rule stands below the three actions and the title.
  await screen.press("j", "j", "j", "j", "enter");
  await screen.until(new RegExp(`where rule ${rule}`, "u"));
  await screen.until(new RegExp(` 1/${n} `, "u"));

  // The language column is found by going right, counted, and opened.
  for (let i = 0; i < 40 && !/language: \d+ values/u.test(screen.screen()); i++) {
    await screen.press("l", "f");
    await screen.until(/── \w+: /u);
    if (!/language: \d+ values/u.test(screen.screen())) await screen.press("f");
  }
  const counted = await screen.until(/language: \d+ values/u);
  const [, value = "", some = ""] = /^(\S+) +(\d+) +[\d.]+ %/mu.exec(counted) ?? [];
  await screen.press("enter");
  await screen.until(new RegExp(`where rule ${rule} › language = '${value}'`, "u"));
  await screen.until(new RegExp(` 1/${some} `, "u"));
  await screen.press("-");
  await screen.until(new RegExp(` 1/${n} `, "u"));
  await screen.press("-");
  await screen.until(/Rates, 95 % interval/u);
});

it("counts a score in ranges, opens one of them, and completes and explains columns", async () => {
  const screen = open("explore", "run");
  await screen.until(/1\/75/u);
  await screen.press("w", "text_tox", "\t");
  await screen.until(/where text_toxicity/u);
  await screen.press(" > 0.001", "enter");
  await screen.until(/where text_toxicity > 0\.001/u);
  await screen.press("w", "\u0015", "txet_toxicity > 1", "enter");
  await screen.until(/there is no column txet_toxicity; did you mean text_toxicity\?/u);
  await screen.press("escape");
  for (let i = 0; i < 40 && !/text_toxicity: \d+ values/u.test(screen.screen()); i++) {
    await screen.press("l", "f");
    await screen.until(/── \w+: /u);
    if (!/text_toxicity: \d+ values/u.test(screen.screen())) await screen.press("f");
  }
  const counted = await screen.until(/0 – 0\.1 +\d+/u);
  const [, n = ""] = /0 – 0\.1 +(\d+)/u.exec(counted) ?? [];
  await screen.press("enter");
  await screen.until(new RegExp(` 1/${n} `, "u"));
  await screen.press("H");
  await screen.until(/text_toxicity from 0(?:\.\d+)? to below 0\.\d+: \d+ pairs?; j k choose a bar/u);
});

/** Thirty pairs of the run, labelled as a stratified review of an image score would. */
async function labelled(run: string): Promise<void> {
  const query = await openScores(run);
  const rows = await query.rows<{ key: string; shard: string; row: number; score: number }>(
    "SELECT key, shard, row, image_score AS score FROM scores WHERE image_score IS NOT NULL ORDER BY image_score DESC, key LIMIT 30",
  );
  query.close();
  const file = await openLabelFile(run, "eve", () => new Date("2026-01-02T03:04:05Z"));
  for (const { score, ...pair } of rows) {
    const stratum = Math.min(9, Math.floor(score * 10));
    const design: Design = {
      ...{ strategy: "stratified" as const, id: "stratified:image_score:b10:s1" },
      stratum,
      probability: 0.5,
    };
    const seen = { rung: 3, caption: true, seconds: 2, also: [], design };
    const verdict = score >= 0.5 ? "drop" : "keep";
    await file.append({ type: "verdict", role: "reviewer", ...pair, verdict, ...seen });
  }
  await file.close();
}

it("opens from a bin of a calibration exactly the labelled pairs that it counts, and from a group those that name it", async () => {
  await labelled(folder("run"));
  const screen = open("explore", "run");
  await screen.until(/1\/75/u);
  await screen.press(":", "calibrate --filter nsfw-image", "enter");
  const said = await screen.until(/expected calibration error/u);
  const lines = said.split("\n");
  const at = lines.findIndex((line) => /^0\.0–0\.1/u.test(line));
  const [, n = ""] = /^0\.0–0\.1 +(\d+)/u.exec(lines[at] ?? "") ?? [];
  expect(Number(n)).toBeGreaterThan(0);
  await screen.press(...Array.from({ length: at - 1 }, () => "j"), "enter");
  await screen.until(/where calibrate: 0\.0–0\.1/u);
  await screen.until(new RegExp(` 1/${n} `, "u"));
  await screen.press("-");
  await screen.until(/expected calibration error/u);
  // What stands on a line of words alone opens nothing, and says so.
  await screen.press("g", "enter");
  await screen.until(/this line counts no pairs of its own/u);

  await screen.press(":", "identities", "enter");
  const groups = (await screen.until(/groups named in/u)).split("\n");
  const place = groups.findIndex((line) => /^ {2}\S.*\(\d+ of 75\)/u.test(line));
  const [, some = ""] = /\((\d+) of 75\)/u.exec(groups[place] ?? "") ?? [];
  await screen.press(...Array.from({ length: place - 1 }, () => "j"), "enter");
  await screen.until(new RegExp(` 1/${some} `, "u"));

  // What it counts by is a column that the run gets meanwhile.
  await screen.press(":", "representation --only dialects,slurs,origin", "enter");
  const cues = (await screen.until(/captions worded by a program/u)).split("\n");
  const cue = cues.findIndex((line) => /^ {2}any of them +[\d.]+ %.*\(\d+ of \d+\)/u.test(line));
  const [, worded = ""] = /\((\d+) of \d+\)/u.exec(cues[cue] ?? "") ?? [];
  expect(Number(worded)).toBeGreaterThan(0);
  await screen.press(...Array.from({ length: cue - 1 }, () => "j"), "enter");
  await screen.until(/where representation: /u);
  await screen.until(new RegExp(` 1/${worded} `, "u"));

  await screen.press(":", "diff strict", "enter");
  const compared = (await screen.until(/A is default v\d+, B is strict v\d+/u)).split("\n");
  const lost = compared.findIndex((line) => /^lost by B/u.test(line));
  const [, gone = ""] = /\((\d+) of \d+\)/u.exec(compared[lost] ?? "") ?? [];
  expect(Number(gone)).toBeGreaterThan(0);
  await screen.press(...Array.from({ length: lost - 1 }, () => "j"), "enter");
  await screen.until(/where diff: lost by B/u);
  await screen.until(new RegExp(` 1/${gone} `, "u"));
  await screen.press("-");
  await screen.until(/A is default v\d+, B is strict v\d+/u);
  // On the command line a line is its words alone.
  const { stdout } = await sluiceIn({ cwd }, "calibrate", "run", "--filter", "nsfw-image");
  expect(stdout).not.toContain("key IN");
});
