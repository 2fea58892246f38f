import { writeFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { start } from "../support/cli.ts";
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

describe("a predicate that would take hours", () => {
  it.each(Object.entries(endless))("ends by one Ctrl-C, %s", async (_, when) => {
    const policy = folder("endless.yaml");
    writeFileSync(policy, policyText(when));
    const deciding = start(["decide", run, "--policy", policy]);
    await new Promise((resolve) => setTimeout(resolve, 4000));
    const began = Date.now();
    deciding.kill("SIGINT");
    const { code, stderr } = await deciding.done;
    expect(Date.now() - began).toBeLessThan(8000);
    // Null: a signal ended it, which a shell tells as 130.
    expect([130, null]).toContain(code);
    expect(stderr).toContain("Interrupted.");
  });

  it("ends at once by a second signal", async () => {
    const policy = folder("endless.yaml");
    writeFileSync(policy, policyText(endless["in one call"]));
    const deciding = start(["decide", run, "--policy", policy]);
    await new Promise((resolve) => setTimeout(resolve, 4000));
    deciding.kill("SIGINT");
    await new Promise((resolve) => setTimeout(resolve, 200));
    const began = Date.now();
    deciding.kill("SIGTERM");
    expect((await deciding.done).code).toBeNull();
    expect(Date.now() - began).toBeLessThan(1500);
  });
});
