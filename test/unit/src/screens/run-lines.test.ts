import { writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { countValues, openPairs } from "../../../../src/actions/explore.ts";
import { summariseRun } from "../../../../src/actions/open-run.ts";
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
  const summary = await summariseRun(run);
  const lines = glanceLines(summary, run).filter(({ where }) => where !== null);
  const counted = ["action keep", "rule rule-0", "rate text_toxicity 0.5", "cross both flagged"];
  expect(lines.map(({ id }) => id)).toEqual(
    expect.arrayContaining([...counted, "coverage images undecodable", "coverage texts longer than is read"]),
  );
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
