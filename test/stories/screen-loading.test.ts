import { join } from "node:path";
import { afterEach, beforeAll, expect, it } from "vitest";
import { root } from "../support/cli.ts";
import { scratchFolder } from "../support/run-files.ts";
import { auditedSample } from "../support/shared-runs.ts";
import { openTerminal, type Terminal } from "../support/terminal.ts";

const folder = scratchFolder();
const cwd = folder(".");
let terminal: Terminal | undefined;

beforeAll(() => auditedSample(folder("run")));
afterEach(() => terminal?.close());

it("says what is loading before it loads anything, and takes that line away again", async () => {
  const told = join(root, "test/fixtures/cli/first-load.cjs");
  const opened = openTerminal(["explore", "run"], { cwd, env: { NODE_OPTIONS: `--require "${told}"` } });
  terminal = opened;
  await opened.until(/1\/75/u);
  expect(opened.written()).toMatch(/^sluice › run: loading …\[first load\]/u);
  expect(opened.screen()).not.toContain("loading …");
  await opened.close();

  const refused = openTerminal(["explore", "run", "--nonsense"], { cwd });
  terminal = refused;
  expect(await refused.ended).toBe(2);
  expect(refused.screen()).toMatch(/^sluice: .*unknown option/mu);
  expect(refused.screen()).not.toContain("loading …");
});
