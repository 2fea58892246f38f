import { mkdirSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openFolder, type Query } from "../../../../src/run/query.ts";
import { spillFolder } from "../../../../src/run/spill.ts";
import { scratchFolder } from "../../../support/run-files.ts";

const folder = scratchFolder();

async function spilling(run: string, from: number): Promise<Query> {
  const query = await openFolder(run, { memoryMiB: 48, threads: 1 });
  await query.run(
    `CREATE TEMP TABLE t AS SELECT i + ${from} AS i, hash(i + ${from}) AS h, repeat('x', 40) || hash(i) AS s FROM range(1000000) r(i)`,
  );
  return query;
}

const sumOf = (query: Query) => query.rows("SELECT count(*) AS n, min(i) AS a, sum(h % 7) AS s FROM t");
const spills = (run: string) => readdirSync(run).filter((name) => name.startsWith(".duckdb"));

describe("what connections of one run spill", () => {
  it("stays their own, whoever closes first, and goes with them", async () => {
    const run = folder("two");
    mkdirSync(run);
    const first = await spilling(run, 0);
    const wanted = await sumOf(first);
    const second = await spilling(run, 5_000_000);
    expect(spills(run)).toHaveLength(2);
    second.close();
    await expect.poll(() => spills(run)).toHaveLength(1);
    expect(await sumOf(first)).toEqual(wanted);
    first.close();
    await expect.poll(() => spills(run)).toEqual([]);
  });

  it("is taken away once its process is gone, and never that of another machine's", async () => {
    const run = folder("left");
    const mine = spillFolder(run);
    const pid = String(process.pid);
    const killed = mine.replace(`-${pid}-`, "-999999999-");
    const reused = mine.replace(/(-\d+-)\d+-/u, "$11-");
    const elsewhere = join(run, ".duckdb-12-34-0123456789ab-0");
    const forgotten = join(run, ".duckdb-12-34-0123456789ab-1");
    for (const path of [mine, killed, reused, elsewhere, forgotten]) {
      mkdirSync(path, { recursive: true });
      writeFileSync(join(path, "duckdb_temp_storage_DEFAULT-0.tmp"), "");
    }
    const long = new Date(Date.now() - 8 * 24 * 3600 * 1000);
    for (const path of [join(forgotten, "duckdb_temp_storage_DEFAULT-0.tmp"), forgotten])
      utimesSync(path, long, long);
    const query = await openFolder(run, {});
    query.close();
    expect(spills(run).sort()).toEqual([mine, elsewhere].map((path) => path.slice(run.length + 1)).sort());
  });
});
