import { writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { countValues, openPairs } from "../../../../src/actions/explore.ts";
import { summariseRun } from "../../../../src/actions/open-run.ts";
import { withCarriedPairs } from "../../../../src/representation/carried-pairs.ts";
import { type DecidedRun, openDecidedRun } from "../../../../src/run/decided-run.ts";
import { binned, binPredicate } from "../../../../src/run/questions/bins.ts";
import { everything } from "../../../../src/run/questions/lens.ts";
import { glanceLines } from "../../../../src/screens/run/lines.ts";
import { scratchFolder } from "../../../support/run-files.ts";
import { policyText, writeRunOf } from "../../../support/written-run.ts";

const folder = scratchFolder();
let run: DecidedRun;

beforeAll(async () => {
  const scores = Array.from({ length: 60 }, (_, i) => ({
    image_porn: i % 7 === 0 ? null : i / 60,
    text_toxicity: (i % 10) / 10,
  }));
  await writeRunOf(folder("run"), scores, {
    image_coverage: (i) => (i % 7 === 0 ? "undecodable" : "measured"),
    text_coverage: (i) => (i % 5 === 0 ? "too-long" : "measured"),
    license: (i) => (i % 3 === 0 ? "CC-BY-4.0" : i % 3 === 1 ? "not stated" : (null as never)),
    error: (i) => (i % 20 === 0 ? `Cannot read "${i}": it's cut at ${i}` : (null as never)),
    unmeasured: (i) => (i % 4 === 0 ? JSON.stringify([".mp4", `a[${i}].b`]) : (null as never)),
  });
  writeFileSync(folder("p.yaml"), policyText("image_porn >= 0.8", "text_toxicity >= 0.5"));
  run = await openDecidedRun(folder("run"), folder("p.yaml"));
});
afterAll(() => run.close());

const shown = async (where: string) => {
  const rows = await openPairs(run, { ...everything, where });
  await rows.close();
  return rows.total;
};

it("each number of a run opens as many pairs as it says", async () => {
  const { coverage, shards, ...others } = await summariseRun(run);
  const field = (name: string, pairs: number) => ({ name, as: "unmeasured", reason: null, pairs }) as const;
  // Listed by the pairs; of all pairs of a shard; of some, nobody knows which.
  const carried = [field(".mp4", 15), field("a[].b", 15), field("all", 60), field("some", 7)];
  const summary = await withCarriedPairs(run.query, {
    ...others,
    coverage: coverage && { ...coverage, carried },
    shards: shards.map((shard) => ({ ...shard, carried })),
  });
  const lines = glanceLines(summary).filter(({ where }) => where !== null);
  const counted = [
    ...["action keep", "rule rule-0", "rate text_toxicity 0.5", "cross both flagged", "license not stated"],
    ...["error Cannot read …: it's cut at …", "coverage with .mp4, not measured"],
    ...["coverage with a[].b, not measured", "coverage with all, not measured"],
  ];
  expect(lines.map(({ id }) => id)).toEqual(
    expect.arrayContaining([...counted, "coverage images undecodable", "coverage texts longer than is read"]),
  );
  const unknown = glanceLines(summary).find(({ id }) => id.startsWith("coverage with some"));
  expect(unknown).toMatchObject({
    where: null,
    cells: ["7", "", "with some, not measured; which ones is not known"],
  });
  for (const { id, where, cells } of lines) {
    const rate = summary.rates.find(({ signal, cut }) => id === `rate ${signal} ${cut}`);
    const said = rate?.k ?? Number(cells[0]?.replaceAll(",", ""));
    expect([id, await shown(where ?? "")]).toEqual([id, said]);
  }
});

it("a number with fractions is counted in ranges, each of which holds as many pairs as it opens", async () => {
  for (const column of ["image_porn", "text_toxicity"]) {
    const values = await countValues(run, everything, { name: column, kind: "number" });
    expect(values.length).toBeLessThan(22);
    expect(values.reduce((sum, { n }) => sum + n, 0)).toBe(60);
    for (const { bin, n } of values) if (bin) expect(await shown(binPredicate(column, bin))).toBe(n);
    const { bins, missing } = await binned(run, everything, column, 50);
    expect(bins.reduce((sum, { n }) => sum + n, missing)).toBe(60);
  }
});

it("an unknown column is explained by those that it may mean", async () => {
  const refused = (where: string) => expect(openPairs(run, { ...everything, where })).rejects;
  await refused("txet_toxicity > 0").toThrow(
    /there is no column txet_toxicity; did you mean text_toxicity\?/u,
  );
  await refused("porn > 0").toThrow(/did you mean image_porn\?/u);
  await refused("qqqqqq > 0").toThrow(/there is no column qqqqqq$/u);
});
