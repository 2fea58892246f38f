import { existsSync, mkdirSync } from "node:fs";
import { afterEach, expect, it } from "vitest";
import { readPage, sameLines, transcriptsOf } from "../../docs/transcripts.ts";
import { root, sluiceIn } from "../support/cli.ts";
import { scratchFolder } from "../support/run-files.ts";
import { auditedSample } from "../support/shared-runs.ts";
import { openTerminal, type Terminal } from "../support/terminal.ts";
import { walkOf } from "../support/walk.ts";

const folder = scratchFolder();
const cwd = folder("walk");
/** What is shown stays until a key hides it, however slow the machine is. */
const env = { SLUICE_REVIEWER: "newcomer", SLUICE_HIDE_AFTER: "600", XDG_CONFIG_HOME: folder("config") };
let terminal: Terminal | undefined;
afterEach(() => terminal?.close());

const literally = (text: string) =>
  new RegExp(text.replaceAll(/[.*+?^${}()|[\]\\]/gu, "\\$&").replaceAll("…", ".*"), "u");

it("goes from a shard to a curated dataset as docs/walk.md says, key by key", async () => {
  mkdirSync(cwd);
  const page = readPage(root, "docs/walk.md");
  const walked = walkOf(page);
  const steps = walked.flatMap((one) => one.steps);
  expect(steps.length).toBeGreaterThan(20);
  expect(steps.flatMap(({ seen }) => seen).length).toBeGreaterThan(30);
  for (const { words, steps } of walked) {
    if (steps.length === 0) {
      // Audited once for all stories.
      expect(words.slice(0, 3)).toEqual(["audit", "sample", "--out"]);
      await auditedSample(folder(`walk/${words[3]}`));
      continue;
    }
    const screen = openTerminal(words, { cwd, env });
    terminal = screen;
    for (const { pressed, seen } of steps) {
      await screen.press(...pressed);
      for (const text of seen) {
        const either = new RegExp(`${literally(text).source}|typed before its`, "u");
        // On a slow machine a person reads that, waits a moment, and presses again.
        for (let i = 0; i < 5 && !literally(text).test(await screen.until(either)); i++) {
          await screen.settled();
          await screen.press(...pressed.slice(-1));
        }
        await screen.until(literally(text));
      }
    }
    expect(await screen.ended).toBe(0);
  }
  const said = transcriptsOf(page).flatMap(({ spoken }) => spoken);
  for (const { words, printed } of said) {
    const { code, stdout, stderr } = await sluiceIn({ cwd, env }, ...words);
    expect([words, code]).toEqual([words, 0]);
    const lines = stdout.trimEnd().split("\n");
    if (!sameLines(printed, lines)) expect(lines, stderr).toEqual(printed);
  }
  expect(existsSync(folder("walk/curated/first/CURATED.yaml"))).toBe(true);
});
