import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { type Ran, sluiceIn } from "../support/cli.ts";
import { scratchFolder } from "../support/run-files.ts";
import { auditedSample } from "../support/shared-runs.ts";

const folder = scratchFolder();

/** `npm start` without a terminal, in a folder and with a gate of its own. */
function startIn(cwd: string): Promise<Ran> {
  mkdirSync(cwd, { recursive: true });
  const [XDG_STATE_HOME, XDG_CONFIG_HOME] = [join(cwd, "state"), join(cwd, "config")];
  return sluiceIn({ cwd, env: { XDG_STATE_HOME, XDG_CONFIG_HOME } }, "start");
}

it("audits the sample, then seals four images and says how long they took", async () => {
  const { code, stdout, stderr } = await startIn(folder("fresh"));
  expect(code, stderr).toBe(0);
  expect(stdout).toContain("report: runs/sample/report.html");
  expect(stdout.match(/^r\d+\.\d: sealed/gmu)).toEqual([0, 1, 2, 3].map((k) => `r2.${k}: sealed`));
  expect(stdout).toMatch(/^4 of 4 images sealed in \d+\.\d s, with opening the gate$/mu);
});

it("says why there are no images, and does not exit 0, after an audit that stands", async () => {
  const cwd = folder("damaged");
  // That one is finished: its audit scores nothing again.
  await auditedSample(join(cwd, "runs/sample"));
  const gate = join(cwd, "state/sluice/gate");
  mkdirSync(gate, { recursive: true });
  writeFileSync(join(gate, "ledger.jsonl"), "no entry\n");
  const { code, stdout, stderr } = await startIn(cwd);
  expect(stdout).toContain("report: runs/sample/report.html");
  expect(stdout).not.toMatch(/sealed/u);
  expect([code, stderr]).toEqual([
    expect.toBeOneOf([1, 2, 3]),
    expect.stringMatching(/^sluice: Cannot [^\n]+$/mu),
  ]);
});
