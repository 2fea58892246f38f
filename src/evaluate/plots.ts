import * as Plot from "@observablehq/plot";
import { BLUE, RED, svg } from "../report/plots.ts";
import type { ReliabilityBin } from "../statistics/measures.ts";
import type { CurvePoint } from "../statistics/ranking.ts";

/** Small enough that two stand side by side. */
const SIZE = { width: 310, height: 260 } as const;

/** Precision against recall, the highest threshold on the left. */
export function curvePlot(points: readonly CurvePoint[], label: string): string {
  if (points.length === 0) return "";
  return svg(
    {
      ...SIZE,
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
      ...SIZE,
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
