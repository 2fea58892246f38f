import { Eta } from "eta";
import { maskText } from "../exposure/mask.ts";
import { cutsOf, plainSql } from "../policy/predicate.ts";
import { csv } from "../process/csv.ts";
import {
  count,
  counted,
  decimals,
  decimalsInterval,
  percent,
  percentInterval,
  seconds,
} from "../process/figures.ts";
import { writeWhole } from "../process/files.ts";
import type { DecidedRun } from "../run/decided-run.ts";
import { columnNames, type Query } from "../run/query.ts";
import { registerOf } from "../run/register.ts";
import type { Summary, SweptRate } from "../run/summary.ts";
import { type Distribution, distributions, flaggedPairs, sizes } from "./data.ts";
import { barsFigure } from "./fact-figures.ts";
import { crossFigure, curveFigures, downloads, type Figure, removalFigure } from "./figures.ts";
import { modelsThatScored, rateCurves, removalByGroup, reviewResults, silentFilters } from "./page-one.ts";
import { histogram, ratesPlot } from "./plots.ts";
import { template } from "./template.ts";

const PER_RULE = 5;

const eta = new Eta({ autoEscape: true });

/**
 * Writes a run's report: one HTML file with everything inside it, no scripts, no network, no images of
 * the dataset. Captions of flagged pairs are masked.
 */
export async function writeReport(path: string, summary: Summary, run: DecidedRun): Promise<void> {
  const { query } = run;
  const columns = await columnNames(query);
  const { drop } = summary.decisions.actions;
  const spread = await distributions(query, summary.run.inputs.filters);
  const flagged = await flaggedPairs(query, PER_RULE);
  const drawn = { register: registerOf(summary.run.inputs), isOfShards: summary.clusters !== null };
  const html = eta.renderString(template, {
    s: summary,
    rates: summary.rates.map((rate) => rateRow(rate, summary.pairs)),
    rateFigures: (["image", "text"] as const).flatMap((side) => ratesFigure(side, summary.rates) ?? []),
    histograms: spread.map((one) => spreadFigure(one, run)),
    curves: curveFigures(await rateCurves(query, columns, drawn)),
    cross: summary.pairTable && crossFigure(summary.pairTable),
    removal: removalFigure(
      await removalByGroup(query, columns, drawn),
      summary.pairs === 0 ? null : drop / summary.pairs,
    ),
    review: await reviewResults(run),
    models: modelsThatScored(summary),
    silent: silentFilters(summary),
    date:
      summary.parts
        .map(({ started }) => started.slice(0, 10))
        .toSorted()
        .at(-1) ?? null,
    downloads,
    makeup: await makeupFigures(summary, query, columns),
    flagged: flagged.map((pair) => ({
      ...pair,
      caption: pair.caption === null ? null : clip(maskText(pair.caption), 120),
    })),
    perRule: PER_RULE,
    coverage: summary.coverage?.lines ?? [],
    custody: summary.denied?.lines ?? [],
    count,
    counted,
    decimals,
    decimalsInterval,
    percent,
    percentInterval,
    seconds,
  });
  await writeWhole(path, html);
}

/** A score's distribution with the cuts that the deciding policy makes, its drawing and its numbers. */
function spreadFigure(one: Distribution, { judged }: DecidedRun) {
  const { column, bins } = one;
  const cuts = judged
    .flatMap(({ when }) => cutsOf(when))
    .filter(({ left }) => plainSql(left) === column)
    .map(({ value }) => value);
  const lines = bins.map(({ from, to, n }) => `${Number(from.toFixed(6))},${Number(to.toFixed(6))},${n}`);
  return {
    ...one,
    id: `distribution-${column}`,
    svg: histogram(bins, [...new Set(cuts)], `Distribution of ${column}`),
    csv: `${["from,to,pairs", ...lines].join("\n")}\n`,
  };
}

/** Rates of one side with 95 % intervals, their drawing and their numbers. */
function ratesFigure(side: "image" | "text", all: readonly SweptRate[]): Figure | null {
  const rates = all.filter((one) => one.side === side);
  const drawing = ratesPlot(rates, `Rates of ${side} signals with 95 % intervals`);
  if (drawing === "") return null;
  return {
    id: `rates-${side}`,
    title: `Rates of ${side} signals`,
    csv: csv(
      ["signal", "threshold", "flagged", "measured", "rate", "low", "high"],
      rates.map(({ signal, cut, k, n, rate, low, high }) => [signal, cut, k, n, rate, low, high]),
    ),
    svg: drawing,
  };
}

async function makeupFigures(summary: Summary, query: Query, columns: ReadonlySet<string>) {
  const { languages, formats, licenses } = summary;
  return [
    barsFigure("languages", "Languages by eld; 'unknown' when it is unsure", languages.slice(0, 20)),
    barsFigure("formats", "Image formats, as the bytes say", formats),
    barsFigure("sizes", "Image sizes", await sizes(query, columns)),
    barsFigure("licences", "Licences, as the dataset states them", licenses.slice(0, 15)),
  ].filter((figure) => figure !== null);
}

function rateRow(swept: SweptRate, pairs: number) {
  const { signal, by, cut, k, n, rate, low, high } = swept;
  const words =
    n === 0
      ? "not measured"
      : k === 0
        ? `not detected by ${by} at threshold ${cut} in ${count(n)} of ${count(pairs)}`
        : percent(rate);
  return { signal, by, cut, k, n, words, interval: n === 0 ? "–" : `${percent(low)} … ${percent(high)}` };
}

function clip(text: string, length: number): string {
  const letters = [...text];
  return letters.length <= length ? text : `${letters.slice(0, length - 1).join("")}…`;
}
