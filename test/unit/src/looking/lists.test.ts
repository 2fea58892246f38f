import { readdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { keysOfPairs, npyOfPairs, parquetOfPairs } from "../../../../src/looking/lists.ts";
import { uidsIn } from "../../../../src/pipelines/curate/subset.ts";
import { scratchFolder } from "../../../support/run-files.ts";
import { writeRunOf } from "../../../support/written-run.ts";

const folder = scratchFolder();
const run = { folder: folder("run"), policy: "default" };
const uid = (i: number) => `${9 - i}`.repeat(32);

beforeAll(() => writeRunOf(run.folder, [{}, {}, {}], { key: (i) => `00000/${uid(i)}` }));

it("writes the uids of the pairs that are asked for as DataComp's array, once", async () => {
  const to = folder("uids.npy");
  expect(await npyOfPairs(run, { where: "row < 2" }, to)).toBe(2);
  expect(uidsIn(readFileSync(to))).toEqual([uid(1), uid(0)]);
  expect(await keysOfPairs(run, { where: "row < 2" })).toEqual([`00000/${uid(0)}`, `00000/${uid(1)}`]);
  await expect(npyOfPairs(run, {}, to)).rejects.toThrow(/it is there already/u);
  expect(uidsIn(readFileSync(to))).toHaveLength(2);
});

it("writes a table of them where nobody else does at the same time", async () => {
  const to = folder("pairs.parquet");
  const written = await Promise.allSettled([1, 2, 3].map(() => parquetOfPairs(run, {}, to)));
  const refused = written.flatMap((one) => (one.status === "rejected" ? [String(one.reason)] : []));
  expect(refused).toEqual([expect.stringMatching(/already/u), expect.stringMatching(/already/u)]);
  expect(readdirSync(dirname(to)).filter((name) => name.includes("pairs.parquet"))).toEqual([
    "pairs.parquet",
  ]);
});
