import { readFileSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { summariseRun } from "../../../../src/actions/open-run.ts";
import { crossFigure } from "../../../../src/report/figures.ts";
import {
  modelsThatScored,
  rateCurves,
  removalByGroup,
  silentFilters,
} from "../../../../src/report/page-one.ts";
import { writeReport } from "../../../../src/report/report.ts";
import { type DecidedRun, openDecidedRun } from "../../../../src/run/decided-run.ts";
import { type Design, openLabelFile } from "../../../../src/run/labels.ts";
import { columnNames } from "../../../../src/run/query.ts";
import { scratchFolder } from "../../../support/run-files.ts";
import { policyText, writeRunOf } from "../../../support/written-run.ts";

const folder = scratchFolder();
const at = folder("run");
let run: DecidedRun;

beforeAll(async () => {
  await writeRunOf(
    at,
    Array.from({ length: 40 }, (_, i) => ({ text_toxicity: i / 40 })),
  );
  writeFileSync(folder("p.yaml"), policyText("text_toxicity >= 0.8"));
  run = await openDecidedRun(at, folder("p.yaml"));
});
afterAll(() => run.close());

const page = async () => {
  await writeReport(folder("report.html"), await summariseRun(run), run);
  return readFileSync(folder("report.html"), "utf8");
};
const label = async (reviewer: string, design: Partial<Design>) => {
  const file = await openLabelFile(at, reviewer, () => new Date(0));
  for (let i = 0; i < 40; i++)
    await file.append({
      ...({ type: "verdict", role: "reviewer", key: `00000/${i}`, shard: "00000", row: i } as const),
      ...({ verdict: i >= 30 ? "drop" : "keep", rung: 3, caption: true, seconds: 5, also: [] } as const),
      design: { strategy: "import", id: "import:x", stratum: null, probability: null, ...design },
    });
  await file.close();
};

const CAPTIONS = { register: "caption", isOfShards: false } as const;

it("widens the intervals of page one where whole shards were drawn, and cuts by the register", async () => {
  const columns = await columnNames(run.query);
  const at = async (isOfShards: boolean, register: "caption" | "comment" = "caption") => {
    const curves = await rateCurves(run.query, columns, { register, isOfShards });
    return curves.find(({ signal }) => signal === "text_toxicity");
  };
  const half = (curve: Awaited<ReturnType<typeof at>>) =>
    curve?.points.find(({ threshold }) => threshold === 0.5);
  const [apart, drawn] = [half(await at(false)), half(await at(true))];
  expect([drawn?.k, drawn?.n, drawn?.rate]).toEqual([apart?.k, apart?.n, apart?.rate]);
  expect((drawn?.high ?? 0) - (drawn?.low ?? 0)).toBeGreaterThan((apart?.high ?? 0) - (apart?.low ?? 0));
  expect((await at(false, "comment"))?.cut).not.toBe((await at(false))?.cut);
});

it("gives each figure an anchor, its drawing and its numbers", async () => {
  for (const [figure] of (await page()).matchAll(/<figure[\s\S]*?<\/figure>/gu)) {
    expect(figure).toMatch(/^<figure id="/u);
    expect(figure.match(/ download="/gu)).toHaveLength(2);
  }
});

it("counts flag rates against thresholds with intervals, and draws the cut", async () => {
  const curves = await rateCurves(run.query, await columnNames(run.query), CAPTIONS);
  const toxicity = curves.find(({ signal }) => signal === "text_toxicity");
  expect(toxicity?.points.find(({ threshold }) => threshold === 0.5)).toMatchObject({
    k: 20,
    n: 40,
    rate: 0.5,
  });
  const html = await page();
  expect(html).toMatch(/<figure id="flag-rate-text_toxicity">/u);
  expect(html).toMatch(/download="flag-rate-text_toxicity\.csv"/u);
  const [, numbers = ""] =
    /download="flag-rate-text_toxicity\.csv" href="data:text\/csv;base64,([^"]+)"/u.exec(html) ?? [];
  const csv = Buffer.from(numbers, "base64").toString();
  expect(csv).toMatch(/^threshold,flagged,measured,rate,low,high\n0\.05,38,40,0\.95,/u);
});

it("sets no number of a cut on the label of the height", async () => {
  const [figure = ""] = /<figure id="flag-rate-text_toxicity[\s\S]*?<\/figure>/u.exec(await page()) ?? [];
  /** How far a text of the drawing is moved up, pixels. */
  const lifted = (text: string) => {
    const before = figure.slice(0, figure.indexOf(`>${text}<`));
    return Number(
      /translate\([\d.-]+,(-[\d.]+)\)/u.exec(before.slice(before.lastIndexOf("<g transform")))?.[1],
    );
  };
  const [, cut = ""] = /aria-label="text">[\s\S]*?>([\d.]+)<\/text>/u.exec(figure) ?? [];
  // Apart by more than a line is high, wherever the cut is.
  expect(lifted(cut) - lifted("↑ % flagged")).toBeGreaterThan(11);
});

it("stands under contents, with scope, verdict, deciding policy and thresholds, and never calls flags prevalence", async () => {
  const html = await page();
  for (const id of html.matchAll(/href="#([a-z]+)"/gu)) expect(html).toContain(`id="${id[1]}"`);
  expect(html).toMatch(
    /Policy <b>written v1<\/b> decides: of 40 pairs it keeps <b>32<\/b> \(80\.00 %\).*drops <b>8<\/b>/u,
  );
  expect(html).toContain("Nobody has judged pairs of this run");
  const before = html.slice(0, html.indexOf('id="review"'));
  expect(before).not.toMatch(/prevalence/iu);
  expect(html).not.toMatch(/<(script|img|link|iframe)|\bsrc=|url\((?!#)/u);
});

it("has an anchor for each section, in the order of its contents", async () => {
  const html = await page();
  const sections = [...html.matchAll(/<h2(?: id="([^"]+)")?>/gu)].map(([, id = "none"]) => id);
  const [contents = ""] = /<nav[\s\S]*?<\/nav>/u.exec(html) ?? [];
  expect([...contents.matchAll(/href="#([^"]+)"/gu)].map(([, id]) => id)).toEqual(sections);
});

it("names no model that scored nothing, and shows no cross table without pairs measured on both sides", async () => {
  const summary = await summariseRun(run);
  const { filters } = summary.run.inputs;
  const models = filters.map((filter) => ({
    ...filter,
    models: [{ id: `m-${filter.id}`, sha256: "0".repeat(64) }],
  }));
  const named = { ...summary, run: { ...summary.run, inputs: { ...summary.run.inputs, filters: models } } };
  const silent = { ...named, rates: named.rates.filter(({ by }) => by !== "nsfw-image") };
  expect(modelsThatScored(silent).map(({ filter }) => filter)).toEqual(["text-toxicity"]);
  expect(modelsThatScored(named)).toHaveLength(2);
  expect([...silentFilters(silent)]).toEqual(["nsfw-image"]);
  expect([...silentFilters(named)].filter((id) => id === "nsfw-image" || id === "text-toxicity")).toEqual([]);
  const told = folder("silent.html");
  await writeReport(told, silent, run);
  const made = readFileSync(told, "utf8").split('<h2 id="made">')[1] ?? "";
  expect(made).toMatch(/filter nsfw-image<\/td><td>version \d+; it scored nothing</u);
  expect(made).not.toContain("m-nsfw-image");
  expect(made).toContain("m-text-toxicity");
  const table = { imageFlag: "", textFlag: "", both: 0, imageOnly: 0, textOnly: 0, neither: 0 };
  expect(crossFigure(table)).toBeNull();
  expect(crossFigure({ ...table, neither: 1 })?.csv).toMatch(/image not flagged,text not flagged,1/u);
  expect(await removalByGroup(run.query, new Set(), CAPTIONS)).toEqual([]);
});

it("gives prevalence of labelled random samples alone: imported labels are counted, and estimate nothing", async () => {
  await label("elsewhere", {});
  expect(await page()).toMatch(/40 verdicts by 1 reviewer stand: 30 pairs to keep, 10 to drop/u);
  expect(await page()).toContain("No random sample was labelled: prevalence is not known");
  await label("ann", { strategy: "stratified", id: "stratified:text_toxicity:b10:s1", probability: 1 });
  const html = await page();
  expect(html).toMatch(/<td>text_toxicity<\/td><td class="n">40<\/td><td>25\.00 %/u);
  expect(html).toMatch(/Agreement \(Krippendorff's α\): 1\.000/u);
});
