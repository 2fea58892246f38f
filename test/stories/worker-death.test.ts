import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { root, start } from "../support/cli.ts";
import { scratchFolder } from "../support/run-files.ts";

const folder = scratchFolder();
const fixtures = join(root, "test/fixtures/extensions");

/** So many captions; those that are given stand at their row. */
function captions(name: string, count: number, given: Readonly<Record<number, string>> = {}): void {
  mkdirSync(folder(name), { recursive: true });
  const lines = Array.from({ length: count }, (_, row) => given[row] ?? `a quiet dog ${row}`);
  writeFileSync(folder(`${name}/a.captions`), `${lines.join("\n")}\n`);
}

beforeAll(() => {
  mkdirSync(folder("."), { recursive: true });
  for (const name of ["deadly.mjs", "caption-lines.mjs"]) cpSync(join(fixtures, name), folder(name));
  // No other filter: a hundred workers start here, and each would load what it measures by.
  writeFileSync(
    folder("sluice.config.json"),
    JSON.stringify({ filters: ["./deadly.mjs"], formats: ["./caption-lines.mjs"] }),
  );
});

const audit = (data: string, out: string, workers = 2) =>
  start(["audit", data, "--out", out, "--workers", String(workers), "--json"], { cwd: folder("") }).done;
const errorsOf = (run: string) =>
  readFileSync(folder(`${run}/errors/a.jsonl`), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));

describe("a worker that dies", () => {
  it("is replaced, and a row says which pair it dies of each time; all others are scored", async () => {
    captions("some", 16, { 3: "die by kill", 8: "die by exit", 9: "die by abort", 15: "die by throw" });
    const ran = await audit("some", "run");
    expect(ran.code, ran.stderr).toBe(4);
    expect(JSON.parse(ran.stdout)).toMatchObject({ pairs: 16, errors: 4 });
    const said = (reason: string) => `Cannot score: the worker died of this pair each time (${reason})`;
    expect(errorsOf("run").map(({ row, error }) => [row, error])).toEqual([
      [3, said("signal SIGKILL")],
      [8, said("exit code 7")],
      [9, said("signal SIGABRT")],
      [15, said("thrown where nobody listens")],
    ]);
    const again = await audit("some", "again", 1);
    expect(again.code).toBe(4);
    expect(readFileSync(folder("again/scores/a.parquet"))).toEqual(
      readFileSync(folder("run/scores/a.parquet")),
    );
  });

  it("of what does not happen again leaves no trace in the run", async () => {
    captions("once", 40, { 5: "die by exit once" });
    const ran = await audit("once", "once-run");
    expect(ran.code, ran.stderr).toBe(0);
    expect(existsSync(folder("died-exit"))).toBe(true);
    rmSync(folder("closed"), { force: true });
    const calm = await audit("once", "calm-run");
    // One that has nothing left to do closes its models before it ends.
    expect(existsSync(folder("closed"))).toBe(true);
    expect(calm.code).toBe(0);
    expect(readFileSync(folder("once-run/scores/a.parquet"))).toEqual(
      readFileSync(folder("calm-run/scores/a.parquet")),
    );
  });

  it("before it is ready, each time, ends the audit with one line that says so", async () => {
    captions("none", 40);
    writeFileSync(folder("stillborn.mjs"), "process.exit(9);\n");
    const ran = await start(["audit", "none", "--out", "none-run", "--filters", "./stillborn.mjs"], {
      cwd: folder(""),
    }).done;
    expect(ran).toMatchObject({ code: 1, stdout: "" });
    expect(ran.stderr).toMatch(/^sluice: Cannot go on: workers die before they are ready: exit code 9\n$/mu);
  });

  it("of every pair ends the audit with one line that says so", async () => {
    captions("all", 40, Object.fromEntries(Array.from({ length: 40 }, (_, row) => [row, "die by exit"])));
    const ran = await audit("all", "all-run");
    expect(ran).toMatchObject({ code: 1, stdout: "" });
    expect(ran.stderr).toMatch(/^sluice: Cannot go on: 40 workers died one after the other, [^\n]+\n$/mu);
  });
});
