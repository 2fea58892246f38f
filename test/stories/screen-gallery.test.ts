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

const labels = (): readonly Record<string, unknown>[] => {
  const path = join(cwd, "run/labels/ann.jsonl");
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, "utf8").split("\n").filter(Boolean);
  return lines.map((line) => JSON.parse(line));
};

it("shows a grid behind the veil, counts what it shows, and judges many: only what was drawn, each with its rung", async () => {
  terminal = openTerminal(["explore", "run", "--where", "key LIKE '00000/%'", "--veil", "0"], {
    cwd,
    env: { SLUICE_REVIEWER: "ann" },
  });
  const screen = terminal;
  await screen.until(/1\/37/u);
  await screen.press("v");
  expect(await screen.until(/░░░░░/u)).not.toMatch(/▀▀▀/u);
  await screen.until(/000000000/u);
  expect(labels()).toEqual([]);

  // Nobody has seen a picture: no verdict.
  await screen.press("d");
  await screen.until(/1 not judged: wanted drawn at edges or above; \+ shows more/u);
  expect(labels()).toEqual([]);

  await screen.press("3");
  await screen.until(/▀▀▀/u);
  const shown = labels().filter(({ type }) => type === "exposure");
  expect(shown.length).toBeGreaterThan(3);
  expect(shown.every(({ rung }) => rung === 3)).toBe(true);
  await screen.press(" ");
  await screen.until(/1 marked/u, 20);
  await screen.press("l");
  await screen.until(/2\/37/u, 20);
  await screen.press(" ");
  await screen.until(/2 marked/u, 20);
  await screen.press("k");
  await screen.until(/you: keep/u);
  await screen.until(/0 marked · 2 judged/u);
  const verdicts = labels().filter(({ type }) => type === "verdict");
  expect(verdicts).toMatchObject([
    { key: "00000/000000000", verdict: "keep", rung: 3, bulk: true, design: { strategy: "view" } },
    { key: "00000/000000001", verdict: "keep", rung: 3, bulk: true, design: { probability: null } },
  ]);

  // Nothing is pressed: it hides by itself; a larger tile is one picture.
  await expect.poll(() => /▀▀▀▀/u.test(screen.screen()), { timeout: 60_000 }).toBe(false);
  await screen.press("z", "z", "3");
  await screen.until(/▀▀▀▀▀▀▀▀▀▀/u);
  await screen.press("q");
  await screen.until(/1\/37/u);
});
