import * as Plot from "@observablehq/plot";
import { csv } from "../process/csv.ts";
import { count } from "../process/figures.ts";
import type { PairTable } from "../run/summary.ts";
import type { GroupRemoval, RateCurve } from "./page-one.ts";
import { BLUE, RED, svg } from "./plots.ts";

/** A figure that can be taken away: as a drawing, and as the numbers that it draws. */
export interface Figure {
  readonly id: string;
  readonly title: string;
  readonly svg: string;
  readonly csv: string;
}

const WIDTH = 205;

/** Flag rate against threshold, a small plot per signal on the same axes; the cut is marked. */
export function curveFigures(curves: readonly RateCurve[]): readonly Figure[] {
  const most = Math.max(1, ...curves.flatMap(({ points }) => points.map(({ high }) => 100 * (high ?? 0))));
  return curves.map(({ signal, cut, points }) => {
    const data = points.map(({ threshold, rate, low, high }) => ({
      threshold,
      rate: 100 * (rate ?? 0),
      low: 100 * (low ?? 0),
      high: 100 * (high ?? 0),
    }));
    const label = `Flag rate of ${signal} against its threshold, with 95 % intervals`;
    return {
      id: `flag-rate-${signal}`,
      title: signal,
      csv: csv(
        ["threshold", "flagged", "measured", "rate", "low", "high"],
        points.map(({ threshold, k, n, rate, low, high }) => [threshold, k, n, rate, low, high]),
      ),
      svg: svg(
        {
          // The cut's number stands below the axis' label, wherever the cut is.
          ...{ width: WIDTH, height: 150, marginLeft: 34, marginTop: 28 },
          x: { domain: [0, 1], ticks: [0, 0.5, 1], label: "threshold" },
          y: { type: "sqrt", domain: [0, most], ticks: 4, label: "% flagged", grid: true },
          marks: [
            Plot.areaY(data, { x: "threshold", y1: "low", y2: "high", fill: BLUE, fillOpacity: 0.25 }),
            Plot.lineY(data, { x: "threshold", y: "rate", stroke: BLUE }),
            Plot.ruleX([cut], { stroke: RED, strokeDasharray: "3 2" }),
            Plot.text([cut], {
              x: (d: number) => d,
              frameAnchor: "top",
              dy: -10,
              fill: RED,
              text: (d: number) => String(d),
            }),
          ],
        },
        label,
      ),
    };
  });
}

/** Image by text, as four areas with their counts: only pairs that were measured on both sides. */
export function crossFigure({
  both,
  imageOnly,
  textOnly,
  neither,
}: Pick<PairTable, "both" | "imageOnly" | "textOnly" | "neither">): Figure | null {
  const total = both + imageOnly + textOnly + neither;
  if (total === 0) return null;
  const cells = [
    { image: "image flagged", text: "text flagged", n: both },
    { image: "image flagged", text: "text not flagged", n: imageOnly },
    { image: "image not flagged", text: "text flagged", n: textOnly },
    { image: "image not flagged", text: "text not flagged", n: neither },
  ];
  return {
    id: "image-by-text",
    title: "Image × text",
    csv: csv(
      ["image", "text", "pairs"],
      cells.map(({ image, text, n }) => [image, text, n]),
    ),
    svg: svg(
      {
        ...{ width: 420, height: 150, marginLeft: 120, marginTop: 28, padding: 0.04 },
        x: { label: null, axis: "top" },
        y: { label: null },
        color: { type: "sqrt", range: ["#fff", BLUE], domain: [0, total] },
        marks: [
          Plot.cell(cells, { x: "text", y: "image", fill: "n" }),
          Plot.text(cells, {
            ...{ x: "text", y: "image", fontWeight: "bold" },
            fill: (d: { n: number }) => (d.n > total / 3 ? "white" : "black"),
            text: (d: { n: number }) => count(d.n),
          }),
        ],
      },
      "Pairs by whether image and text are flagged",
    ),
  };
}

/**
 * Which share of each group the policy removes, with 95 % intervals.
 * @param overall the share of all pairs
 * @param removed what counts as removed
 */
export function removalFigure(
  groups: readonly GroupRemoval[],
  overall: number | null,
  removed: "dropped" | "not kept" = "dropped",
): Figure | null {
  if (groups.length === 0) return null;
  const data = groups.map(({ kind, group, k, n, rate, low, high }) => ({
    name: `${kind === "language" ? "language" : "names"} ${group} (${count(n)})`,
    ...{ kind, group, k, n },
    rate: 100 * (rate ?? 0),
    low: 100 * (low ?? 0),
    high: 100 * (high ?? 0),
  }));
  return {
    id: "removal-by-group",
    title: "Removal by group",
    csv: csv(
      ["kind", "group", removed, "pairs", "share", "low", "high"],
      groups.map(({ kind, group, k, n, rate, low, high }) => [kind, group, k, n, rate, low, high]),
    ),
    svg: svg(
      {
        ...{ width: 420, height: 50 + 16 * data.length, marginLeft: 170 },
        x: { label: `% of the group's pairs ${removed}`, grid: true, zero: true, nice: true },
        y: { label: null, domain: data.map(({ name }) => name) },
        marks: [
          Plot.ruleX([0]),
          ...(overall === null ? [] : [Plot.ruleX([100 * overall], { stroke: RED, strokeDasharray: "3 2" })]),
          Plot.link(data, { x1: "low", x2: "high", y1: "name", y2: "name", stroke: BLUE, strokeWidth: 2 }),
          Plot.dot(data, { x: "rate", y: "name", fill: RED, r: 3 }),
        ],
      },
      `Share of each group that is ${removed} by the policy, with 95 % intervals`,
    ),
  };
}

/** A figure's drawing and numbers as links that save them: nothing is loaded from anywhere. */
export function downloads({ id, svg: drawing, csv: numbers }: Pick<Figure, "id" | "svg" | "csv">): string {
  const link = (kind: string, type: string, text: string) =>
    `<a download="${id}.${kind}" href="data:${type};base64,${Buffer.from(text).toString("base64")}">${kind.toUpperCase()}</a>`;
  return `<span class="save">${link("svg", "image/svg+xml", standalone(drawing))} ${link("csv", "text/csv", numbers)}</span>`;
}

/** A drawing of a page as a file of its own: XML, which is stricter than HTML. */
function standalone(drawing: string): string {
  return drawing
    .replace(/^<svg (?![^>]*\bxmlns=)/u, '<svg xmlns="http://www.w3.org/2000/svg" ')
    .replaceAll("&nbsp;", "&#160;")
    .replaceAll(/="[^"]*"/gu, (attribute) => attribute.replaceAll("<", "&lt;"))
    .replaceAll(/[^\P{Cc}\t\n\r]|[\ufffe\uffff]/gu, "·");
}
