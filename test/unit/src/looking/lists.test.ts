import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { documentOfPairs, keysOfPairs, npyOfPairs, parquetOfPairs } from "../../../../src/looking/lists.ts";
import { saveLens } from "../../../../src/looking/views.ts";
import { uidsIn } from "../../../../src/pipelines/curate/subset.ts";
import { buildQueue } from "../../../../src/review/queue.ts";
import { openDecidedRun } from "../../../../src/run/decided-run.ts";
import { everything } from "../../../../src/run/questions/lens.ts";
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

it("keeps of what was found by meaning its order and how near each is, whole or marked, wherever a view is taken", async () => {
  const keys = [2, 0, 1].map((i) => `00000/${uid(i)}`);
  const lens = { ...everything, keys, ranked: true, near: [0.9, 0.5, 0.25] };
  const view = await openDecidedRun(run.folder);
  const at = (name: string) => ({ name, by: "ann", now: new Date("2026-01-02T03:04:05Z") });
  await saveLens(view, lens, [], at("found"));
  // Marked in another order, one of them elsewhere.
  await saveLens(view, { ...lens, keys: keys.slice(0, 2) }, [...keys].reverse(), at("some"));
  await saveLens(view, { ...everything, sort: { column: "key", descending: true } }, [...keys], at("sorted"));
  for (const [name, near] of [
    ["found", [0.9, 0.5, 0.25]],
    ["some", [0.9, 0.5, null]],
  ] as const) {
    expect(await keysOfPairs(run, { view: name })).toEqual(keys);
    const { pairs } = await documentOfPairs(run, { view: name });
    expect(pairs.map(({ key, similarity }) => [key, similarity])).toEqual(
      keys.map((key, i) => [key, near[i]]),
    );
    const queue = await buildQueue(view, {
      strategy: "view",
      view: name,
      signal: "",
      cut: 0,
      size: 9,
      seed: 0,
    });
    expect(queue.items.map(({ key }) => key)).toEqual(keys);
    const to = join(view.folder, `${name}.parquet`);
    expect(await parquetOfPairs(run, { view: name }, to)).toBe(3);
    const rows = await view.query.rows(`SELECT key, similarity FROM read_parquet('${to}')`);
    expect(rows).toEqual(keys.map((key, i) => ({ key, similarity: near[i] })));
  }
  expect(await keysOfPairs(run, { view: "sorted" })).toEqual(keys.toSorted().reverse());
  view.close();
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
