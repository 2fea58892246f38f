import { afterEach, beforeAll, expect, it } from "vitest";
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
  await screen.press("-");
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
  await screen.until(/text_toxicity from 0 to below 0\.\d+: \d+ pairs; j k choose a bar/u);
});
