import { existsSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { type Running, start } from "../support/cli.ts";
import { scratchFolder } from "../support/run-files.ts";
import { policyText, writeRunOf } from "../support/written-run.ts";

const folder = scratchFolder();
const run = folder("run");

beforeAll(() =>
  writeRunOf(
    run,
    Array.from({ length: 3000 }, () => ({})),
  ),
);

/** Hours of work: DuckDB can be stopped between calls of the first one, never in the second. */
const endless = {
  "between calls": "levenshtein(rpad(key, 30000, 'a'), rpad(key, 30000, 'b')) = 1",
  "in one call": "levenshtein(rpad(key, 900000, 'a'), rpad(key, 900000, 'b')) = 1",
};

/** Starts to decide; resolves once DuckDB is at it. */
async function deciding(when: string): Promise<Running> {
  const policy = folder("endless.yaml");
  const decisions = join(run, "decisions");
  rmSync(decisions, { recursive: true, force: true });
  writeFileSync(policy, policyText(when));
  const started = start(["decide", run, "--policy", policy]);
  await started.reaches(
    () => existsSync(decisions) && readdirSync(decisions).some((name) => name.includes(".part")),
  );
  return started;
}

describe("a predicate that would take hours", () => {
  it.each(Object.entries(endless))("ends by one Ctrl-C, %s", async (_, when) => {
    const started = await deciding(when);
    started.kill("SIGINT");
    const { code, stderr } = await started.done;
    // Null: a signal ended it, which a shell tells as 130.
    expect([130, null]).toContain(code);
    expect(stderr).toContain("Interrupted.");
  });

  it("ends at once by a second signal", async () => {
    const started = await deciding(endless["in one call"]);
    // Both at one moment, however busy the machine is.
    started.kill("SIGSTOP");
    for (const signal of ["SIGINT", "SIGTERM", "SIGCONT"] as const) started.kill(signal);
    const { code, stderr } = await started.done;
    expect(code).toBeNull();
    // One signal alone waits for a while, and says so.
    expect(stderr).not.toContain("Interrupted.");
  });
});
