import { Eta } from "eta";
import { maskText } from "../exposure/mask.ts";
import { cutsOf, plainSql } from "../policy/predicate.ts";
import { count, decimals, decimalsInterval, percent, percentInterval, seconds } from "../process/figures.ts";
import { writeWhole } from "../process/files.ts";
import type { DecidedRun } from "../run/decided-run.ts";
import { columnNames } from "../run/query.ts";
import type { Summary, SweptRate } from "../run/summary.ts";
import { type Distribution, distributions, flaggedPairs, sizes } from "./data.ts";
import { crossFigure, curveFigures, downloads, removalFigure } from "./figures.ts";
import { modelsThatScored, rateCurves, removalByGroup, reviewResults } from "./page-one.ts";
import { bars, histogram, ratesPlot } from "./plots.ts";
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
  const html = eta.renderString(template, {
    s: summary,
    rates: summary.rates.map((rate) => rateRow(rate, summary.pairs)),
    imageRates: ratesPlot(
      summary.rates.filter(({ side }) => side === "image"),
      "Rates of image signals with 95 % intervals",
    ),
    textRates: ratesPlot(
      summary.rates.filter(({ side }) => side === "text"),
      "Rates of text signals with 95 % intervals",
    ),
    histograms: spread.map((one) => spreadFigure(one, run)),
    curves: curveFigures(await rateCurves(query, columns)),
    cross: summary.pairTable && crossFigure(summary.pairTable),
    removal: removalFigure(
      await removalByGroup(query, columns),
      summary.pairs === 0 ? null : drop / summary.pairs,
    ),
    review: await reviewResults(run),
    models: modelsThatScored(summary),
    date:
      summary.parts
        .map(({ started }) => started.slice(0, 10))
        .toSorted()
        .at(-1) ?? null,
    downloads,
    languages: bars(summary.languages.slice(0, 20), "Languages of captions"),
    formats: bars(summary.formats, "Image formats"),
    sizes: bars(await sizes(query, columns), "Image sizes"),
    licenses: bars(
      summary.licenses.slice(0, 15).map(({ name, n }) => ({ name: clip(name, 18), n })),
      "Licences",
    ),
    flagged: flagged.map((pair) => ({
      ...pair,
      caption: pair.caption === null ? null : clip(maskText(pair.caption), 120),
    })),
    perRule: PER_RULE,
    coverage: summary.coverage?.lines ?? [],
    custody: summary.denied?.lines ?? [],
    count,
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
