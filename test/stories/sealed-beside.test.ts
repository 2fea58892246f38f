import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { openLeases } from "../../src/claims/leases.ts";
import { openScores, readRun } from "../../src/library/run.ts";
import { coverageColumns, manifestColumns } from "../../src/run/file-columns.ts";
import { claimsFolder } from "../../src/run/run.ts";
import { root, sluice, start } from "../support/cli.ts";
import { MANY, writeManyShards } from "../support/many-shards.ts";
import { scratchFolder } from "../support/run-files.ts";

const folder = scratchFolder();
let run: string;
/** The same before anybody seals it. */
let scored: string;

beforeAll(async () => {
  writeManyShards(folder("data"));
  run = folder("run");
  await sluice("plan", folder("data"), "--out", run, "--filters", "text-basics", "--quiet");
  expect((await sluice("work", run, "--workers", "1", "--quiet")).code).toBe(0);
  scored = folder("scored");
  cpSync(run, scored, { recursive: true });
});

describe("sealing a run", () => {
  it("waits for another who does, and touches nothing meanwhile", async () => {
    const claims = await openLeases(
      { shards: ["%seal"], isDone: () => false },
      { folder: claimsFolder(run), seconds: 60 },
    );
    const claim = await claims.next(new AbortController().signal);
    const sealing = start(["seal", run, "--json"]);
    await sealing.says(/another seals the run/u);
    expect((await readRun(run)).fingerprint).toBeNull();
    expect(existsSync(join(run, "sealed"))).toBe(false);
    await claim?.done();
    expect((await sealing.done).code).toBe(0);
    expect(existsSync(join(run, "sealed/files.json"))).toBe(true);
    expect(readdirSync(claimsFolder(run))).toEqual([]);
  });

  it("sets a file that is of no shard aside, whether it came before or comes afterwards", async () => {
    const other = folder("stray");
    cpSync(scored, other, { recursive: true });
    const [first = ""] = readdirSync(join(other, "scores"));
    const copy = join(other, "scores", first.replace(".parquet", " (1).parquet"));
    for (const times of [1, 2]) {
      cpSync(join(scored, "scores", first), copy);
      const sealing = await sluice("seal", other);
      expect(sealing).toMatchObject({ code: 0, stderr: expect.stringContaining(" (1).parquet") });
      expect(readdirSync(join(other, "scores"))).toEqual([]);
      expect(readdirSync(join(other, "strays"))).toHaveLength(times);
      const query = await openScores(other);
      expect(await query.rows("SELECT count(*) AS n FROM scores")).toEqual([{ n: 3 * MANY }]);
      query.close();
    }
  });

  it("keeps other data of the same names and sizes away afterwards, too", async () => {
    const other = folder("other");
    cpSync(folder("data"), other, { recursive: true });
    for (const name of readdirSync(other))
      writeFileSync(
        join(other, name),
        readFileSync(join(other, name), "utf8").replaceAll("caption of", "caption on"),
      );
    const worked = await sluice("work", run, "--data", other, "--quiet");
    expect(worked).toMatchObject({ code: 2, stderr: expect.stringContaining("it is other data") });
    expect((await sluice("work", run, "--data", folder("data"), "--quiet")).code).toBe(0);
  });

  it("is described with the types that its counts are stored as", () => {
    const page = readFileSync(join(root, "docs/run-format.md"), "utf8");
    const counts = [...manifestColumns, ...coverageColumns].filter(({ type }) => type === "int32");
    expect(counts.length).toBeGreaterThan(4);
    for (const { name, meaning } of counts) expect(page).toContain(`| \`${name}\` | int64 |  | ${meaning} |`);
  });
});
