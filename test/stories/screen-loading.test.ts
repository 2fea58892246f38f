import { execFileSync } from "node:child_process";
import { afterEach, beforeAll, expect, it } from "vitest";
import { scratchFolder } from "../support/run-files.ts";
import { auditedSample } from "../support/shared-runs.ts";
import { openTerminal, type Terminal } from "../support/terminal.ts";

const folder = scratchFolder();
const cwd = folder(".");
let terminal: Terminal | undefined;

beforeAll(() => auditedSample(folder("run")));
afterEach(() => terminal?.close());

it("says at once what is loading, and takes that line away again", async () => {
  const bare = () => {
    const start = performance.now();
    execFileSync(process.execPath, ["-e", "0"]);
    return performance.now() - start;
  };
  // The machine may be busy just then: the best of three tells how long it takes.
  const ratios: number[] = [];
  for (let i = 0; i < 3; i++) {
    const start = performance.now();
    terminal = openTerminal(["explore", "run"], { cwd });
    await terminal.until(/sluice › run: loading …/u);
    ratios.push((performance.now() - start) / bare());
    await terminal.until(/1\/75/u);
    expect(terminal.screen()).not.toContain("loading …");
    await terminal.close();
  }
  expect(Math.min(...ratios)).toBeLessThan(6);

  const refused = openTerminal(["explore", "run", "--nonsense"], { cwd });
  terminal = refused;
  expect(await refused.ended).toBe(2);
  expect(refused.screen()).toMatch(/^sluice: .*unknown option/mu);
  expect(refused.screen()).not.toContain("loading …");
});
