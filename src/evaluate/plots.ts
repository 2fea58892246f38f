import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";
import type { ReliabilityBin } from "./measures.ts";
import type { CurvePoint } from "./metrics.ts";

const BLUE = "#3568a8";
const RED = "#b2432f";

function svg(options: Plot.PlotOptions, label: string): string {
  const { document } = parseHTML("<!doctype html><html><body></body></html>");
  const figure: unknown = Plot.plot({
    width: 310,
    height: 260,
    className: "plot",
    style: { fontFamily: "system-ui, sans-serif", fontSize: "11px" },
    ariaLabel: label,
    ...options,
    document,
  });
  return String(figure);
}

/** Precision against recall, the highest threshold on the left. */
export function curvePlot(points: readonly CurvePoint[], label: string): string {
  if (points.length === 0) return "";
  return svg(
    {
      x: { label: "recall", domain: [0, 1], grid: true },
      y: { label: "precision", domain: [0, 1], grid: true },
      marks: [Plot.line([...points], { x: "recall", y: "precision", stroke: BLUE, strokeWidth: 1.5 })],
    },
    label,
  );
}

/** The share of positives against the mean score, per bin, with 95 % intervals; the line is perfect calibration. */
export function reliabilityPlot(bins: readonly ReliabilityBin[], label: string): string {
  const data = bins
    .map(({ meanScore, observed }) => ({ meanScore, ...observed }))
    .filter(({ value }) => value !== null);
  if (data.length === 0) return "";
  return svg(
    {
      x: { label: "mean score", domain: [0, 1], grid: true },
      y: { label: "share of positives", domain: [0, 1], grid: true },
      marks: [
        Plot.line(
          [
            [0, 0],
            [1, 1],
          ],
          { stroke: "#888", strokeDasharray: "3 3" },
        ),
        Plot.link(data, { x1: "meanScore", x2: "meanScore", y1: "low", y2: "high", stroke: BLUE }),
        Plot.dot(data, { x: "meanScore", y: "value", fill: RED, r: 3 }),
      ],
    },
    label,
  );
}
