import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
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
  terminal = openTerminal(words, { cwd, env: { SLUICE_REVIEWER: "ann" } });
  return terminal;
};
const labels = (reviewer = "ann"): readonly Record<string, unknown>[] => {
  const path = join(cwd, `run/labels/${reviewer}.jsonl`);
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, "utf8").split("\n").filter(Boolean);
  return lines.map((line) => JSON.parse(line));
};

it("clears captions that score below the veil once they are counted, and leaves doubtful and unmeasured ones masked", async () => {
  const screen = open("explore", "run", "--where", "key LIKE '00000/%'");
  await screen.until(/captions read/u);
  await screen.until(/red apple/u);
  const [first] = labels();
  expect(first).toMatchObject({ type: "read", veil: 0.1 });
  expect((first?.["points"] as number) < 1).toBe(true);
  const counted = labels().flatMap(({ keys }) => keys as string[]);
  expect(counted).toContain("00000/000000005");

  // Sorted by score, the doubtful ones come first: none of them stands in clear.
  await screen.press("x", "w", "text_toxicity >= 0.1 OR text_unread > ''", "enter");
  await screen.until(/captions read · 1\/(?!75 )\d+ /mu);
  await screen.until(/▒▒▒/u);
  const keys = screen.screen().match(/0000\d\/\d{9}/gu) ?? [];
  await new Promise((resolve) => setTimeout(resolve, 600));
  const cleared = labels().flatMap((record) => (record["keys"] ?? []) as string[]);
  expect(keys.length).toBeGreaterThan(3);
  for (const key of keys) expect(cleared).not.toContain(key);
});

it("masks everything from 0 on, says what a wrong veil is, and after the cover the veil is down", async () => {
  const screen = open("explore", "run", "--where", "key = '00000/000000005'");
  await screen.until(/red apple/u);
  await screen.press("V", "\u0015", "7", "enter");
  expect(await screen.until(/wanted a score from 0 \(masks all\) to 1, got "7"/u)).toMatch(/below: 7/u);
  await screen.press("\u0015", "0", "enter");
  await screen.until(/r▒▒ a▒▒▒▒/u);
  await screen.press("V", "\u0015", "0.1", "enter");
  await screen.until(/red apple/u);
  await screen.press(".");
  await screen.until(/paused/u);
  await screen.press("enter");
  await screen.until(/r▒▒ a▒▒▒▒/u);
});

it("shows what fired first, then the caption whole, and scrolls to the rest; matches stand in context", async () => {
  const screen = open("explore", "run");
  await screen.until(/run › explore · policy default v\d+ .*1\/75/u);
  await screen.press("/", "snow-covered", "enter");
  await screen.until(/…rench Alps: snow-covered/u);
  await screen.press("enter");
  const top = await screen.until(/lines 1–\d+ of \d+, J K scroll/u);
  expect(top).not.toMatch(/^language/mu);
  for (let i = 0; i < 25; i++) await screen.press("J");
  expect(await screen.until(/^language +en/mu)).toMatch(/^licence/mu);
  await screen.press("K");
  await screen.until(/^licence/mu);
});

it("keeps the veil of a review down unless it is asked for; then the verdict says that the caption was seen", async () => {
  const screen = open("review", "run", "--strategy", "around", "--signal", "text_toxicity", "--cut", "0");
  await screen.until(/ann · 0\//u);
  await screen.until(/▒▒▒/u);
  await screen.press("q", "Q");
  await screen.ended;
  const words = ["review", "run", "--veil", "0.1", "--reviewer", "bo"];
  const veiled = open(...words, "--strategy", "around", "--signal", "text_toxicity", "--cut", "0");
  await veiled.until(/bo · 0\//u);
  await expect.poll(() => labels("bo").map(({ type }) => type)).toEqual(["read"]);
  await veiled.press("k");
  await veiled.until(/bo · 1\//u);
  await expect
    .poll(() => labels("bo").find(({ type }) => type === "verdict"))
    .toMatchObject({ caption: true, rung: 0 });
});
