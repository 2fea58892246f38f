import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";
import { count } from "../process/figures.ts";
import type { SweptRate } from "../run/summary.ts";

/** One bar of a histogram: [from, to) and how many. */
export interface Bin {
  readonly from: number;
  readonly to: number;
  readonly n: number;
}

export const BLUE = "#3568a8";
export const RED = "#b2432f";
const WIDTH = 640;

/** A plot as SVG text; width and height as given. */
export function svg(options: Plot.PlotOptions, label: string): string {
  const { document } = parseHTML("<!doctype html><html><body></body></html>");
  const figure: unknown = Plot.plot({
    width: WIDTH,
    className: "plot",
    style: { fontFamily: "system-ui, sans-serif", fontSize: "11px" },
    ariaLabel: label,
    ...options,
    document,
  });
  return String(figure);
}

/** Swept rates of one side as points with 95 % intervals, on a square-root scale so that small ones show. */
export function ratesPlot(rates: readonly SweptRate[], label: string): string {
  const data = rates
    .filter(({ rate }) => rate !== null)
    .map(({ signal, cut, rate, low, high }) => ({
      name: `${signal} ≥ ${cut}`,
      rate: 100 * (rate ?? 0),
      low: 100 * (low ?? 0),
      high: 100 * (high ?? 0),
    }));
  if (data.length === 0) return "";
  return svg(
    {
      height: 50 + 16 * data.length,
      marginLeft: 170,
      x: {
        type: "sqrt",
        label: "% of measured pairs (square-root scale)",
        grid: true,
        zero: true,
        nice: true,
      },
      y: { label: null, domain: data.map(({ name }) => name) },
      marks: [
        Plot.ruleX([0]),
        Plot.link(data, { x1: "low", x2: "high", y1: "name", y2: "name", stroke: BLUE, strokeWidth: 2 }),
        Plot.dot(data, { x: "rate", y: "name", fill: RED, r: 3 }),
      ],
    },
    label,
  );
}

/** Counts per bin, on a square-root scale so that a tail of few pairs shows beside thousands; a policy's cuts are marked. */
export function histogram(bins: readonly Bin[], cuts: readonly number[], label: string): string {
  return svg(
    {
      height: 120,
      width: 205,
      marginLeft: 40,
      x: { label: null, ticks: 4 },
      y: { type: "sqrt", label: "pairs", grid: true, nice: true },
      marks: [
        Plot.rectY(bins as Bin[], {
          x1: "from",
          x2: "to",
          y: "n",
          fill: BLUE,
          insetLeft: 0.5,
          insetRight: 0.5,
        }),
        Plot.ruleY([0]),
        Plot.ruleX([...cuts], { stroke: RED, strokeDasharray: "3 2" }),
      ],
    },
    label,
  );
}

/** Named counts as horizontal bars, largest first; names may be alike. */
export function bars(data: readonly { readonly name: string; readonly n: number }[], label: string): string {
  if (data.length === 0) return "";
  const places = data.map(({ name, n }, place) => ({ name, n, place }));
  return svg(
    {
      height: 56 + 18 * data.length,
      marginLeft: 150,
      marginRight: 60,
      x: { label: "pairs", grid: true, ticks: 5 },
      y: {
        label: null,
        domain: places.map(({ place }) => place),
        tickFormat: (place: number) => places[place]?.name ?? "",
      },
      marks: [
        Plot.barX(places, { x: "n", y: "place", fill: BLUE }),
        Plot.text(places, {
          x: "n",
          y: "place",
          text: (d: { n: number }) => count(d.n),
          dx: 4,
          textAnchor: "start",
        }),
        Plot.ruleX([0]),
      ],
    },
    label,
  );
}
