import { mkdirSync, readdirSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { Rule } from "../../../../filters/policies.ts";
import { writeDecisions } from "../../../../src/run/decide-rows.ts";
import { openFolder } from "../../../../src/run/query.ts";
import { scratchFolder } from "../../../support/run-files.ts";

const folder = scratchFolder();
const rules: readonly Rule[] = [
  { id: "many", action: "drop", reason: "a test", when: "n % 3 = 0" },
  { id: "some", action: "review", reason: "a test", when: "n % 5 = 0" },
];

it("decides a part of the pairs after the other as all at once, in the dataset's order, and leaves nothing behind", async () => {
  mkdirSync(folder("run"));
  const run = realpathSync(folder("run"));
  const query = await openFolder(run, { memoryMiB: 64, threads: 2 });
  // Shards out of order, one larger than a part, one whose rows have gaps, and one that is named to mislead.
  await query.run(`CREATE TABLE scores AS SELECT shard || '/' || row AS key, shard, row::INTEGER AS row, row AS n FROM (
    SELECT 'c' AS shard, range AS row FROM range(25) UNION ALL SELECT 'a', range FROM range(7)
    UNION ALL SELECT 'b''--', range * 10 FROM range(30) UNION ALL SELECT 'a-1', range FROM range(3))`);
  await query.run("CREATE VIEW stored AS SELECT * FROM scores");
  const written = async (name: string, part?: number) => {
    await writeDecisions(query, run, rules, join(run, name), 60, part);
    return query.rows(`SELECT * FROM read_parquet('${join(run, name)}')`);
  };
  const whole = await written("whole.parquet");
  const places = whole.map((row) => (row as { shard: string; row: number }).shard);
  expect(places).toEqual(places.toSorted());
  expect(whole).toHaveLength(65);
  for (const part of [1, 4, 10, 64]) expect(await written(`${part}.parquet`, part)).toEqual(whole);
  expect(readdirSync(run).filter((name) => name.startsWith("."))).toEqual([]);
  query.close();
});
