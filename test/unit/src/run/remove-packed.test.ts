import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, vi } from "vitest";
import { removePacked } from "../../../../src/run/pack.ts";
import { openScores } from "../../../../src/run/query.ts";
import { scratchFolder } from "../../../support/run-files.ts";

const { disk } = vi.hoisted(() => ({ disk: { breaks: false } }));
vi.mock("node:fs/promises", async (original) => {
  const fs = await original<typeof import("node:fs/promises")>();
  let removed = 0;
  return {
    ...fs,
    rm: async (...of: Parameters<typeof fs.rm>) => {
      if (disk.breaks && ++removed > 1) throw new Error("the power is gone");
      await fs.rm(...of);
    },
  };
});

const folder = scratchFolder();

it("leaves an open reader all rows or an error, wherever the removal of packed files stops", async () => {
  const run = folder("run");
  const shards = ["00000", "00001", "00002"];
  for (const name of ["scores", "sealed"]) mkdirSync(join(run, name), { recursive: true });
  const maker = await shardMaker(run);
  for (const shard of shards) await maker(shard);
  const reader = await openScores(run);
  expect(await reader.rows("SELECT count(*) AS n FROM scores")).toEqual([{ n: 3 }]);
  writeFileSync(join(run, "sealed/scores-00000.parquet"), "");
  const list = { schema: "sluice.sealed/1", files: [{ file: "scores-00000.parquet", shards }] };
  writeFileSync(join(run, "sealed/files.json"), JSON.stringify(list));
  disk.breaks = true;
  await removePacked(run).catch(() => {});
  disk.breaks = false;
  await expect(reader.rows("SELECT count(*) AS n FROM scores")).rejects.toThrow(
    /^Cannot read the run: its shards' files of scores are gone/u,
  );
  reader.close();
  await removePacked(run);
  expect(readdirSync(run).sort()).toEqual(["scores", "sealed"]);
  expect(readdirSync(join(run, "scores"))).toEqual([]);
});

/** Writes shards of one row. */
async function shardMaker(run: string): Promise<(shard: string) => Promise<void>> {
  const { DuckDBInstance } = await import("@duckdb/node-api");
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  return async (shard) => {
    const path = join(run, "scores", `${shard}.parquet`);
    await connection.run(`COPY (SELECT '${shard}' AS shard, 0 AS row) TO '${path}' (FORMAT parquet)`);
  };
}
