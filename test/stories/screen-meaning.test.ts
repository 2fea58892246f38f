import { existsSync } from "node:fs";
import { afterEach, beforeAll, expect, it } from "vitest";
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
  terminal = openTerminal(words, { cwd, env: { SLUICE_REVIEWER: "ann" }, columns: 100, rows: 40 });
  return terminal;
};

it("finds captions by meaning, then more like one of them, and goes back step by step", async () => {
  const screen = open("explore", "run");
  await screen.until(/1\/75/u);
  await screen.press("~", "pieces of fruit", "enter");
  await screen.until(/where ~ pieces of fruit/u);
  await screen.until(/the \d+ nearest in meaning, from 0\.\d\d down to/u);
  await screen.until(/^-?\d\.\d\d +keep +\S*0000/mu);
  await screen.press("m");
  await screen.until(/where ~ pieces of fruit › like 0000|where like 0000/u);
  await screen.press("-", "-");
  await screen.until(/ 1\/75 /u);
});

it("makes the vectors as an audit ends, where they are asked for beside the filters", async () => {
  const words = ["audit", "sample", "--out", "embedded", "--filters", "text-basics,embeddings", "--quiet"];
  const { code } = await sluiceIn({ cwd }, ...words);
  expect(code).toBe(4);
  expect(existsSync(folder("embedded/embeddings/00000.bin"))).toBe(true);
  const found = await sluiceIn({ cwd }, "explore", "embedded", "--like", "a piece of fruit", "--keys");
  // Nothing is left to embed.
  expect([found.code, found.stderr]).toEqual([0, ""]);
  expect(found.stdout.trim().split("\n").length).toBeGreaterThan(50);
});

it("shows what the captions are about and opens a topic's pairs", async () => {
  const screen = open("explore", "run");
  await screen.until(/1\/75/u);
  await screen.press(":", "topics", "enter");
  const listed = await screen.until(/\d+ pairs, [\d.]+ % \[[\d.]+ %, [\d.]+ %\]/u);
  const [, n = ""] = /(\d+) pairs, [\d.]+ % \[/u.exec(listed) ?? [];
  await screen.press("enter");
  await screen.until(/where topic /u);
  await screen.until(new RegExp(` 1/${n} `, "u"));
  await screen.press("q");
  await screen.until(/\d+ topics/u);
});

it("reads what other commands say without leaving", async () => {
  const screen = open("explore", "run");
  await screen.until(/1\/75/u);
  await screen.press(":", "doctor", "enter");
  await screen.until(/images are shown as blocks/u);
  await screen.press("G");
  await screen.until(/(\d+)\/\1 lines/u);
  await screen.press(":", "agreement", "enter");
  await screen.until(/exit code 2/u);
  await screen.press("q", "q");
  await screen.until(/1\/75/u);

  // The line before comes back, and Tab knows what may stand after a command.
  await screen.press(":", "\u0010");
  await screen.until(/^: agreement/mu);
  await screen.press("\u0015", "policy str", "\t");
  await screen.until(/^: policy strict/mu);
  await screen.press("\u0015", "where text_tox", "\t");
  await screen.until(/^: where text_toxicity/mu);
});
