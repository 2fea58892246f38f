import type { Pixels } from "../../models/index.ts";

/** What stands before a white background: its colour, share of the picture and roundness. */
export interface Shape {
  readonly hue: "red" | "green" | "blue" | "other";
  /** Share of the picture, in [0, 1]. */
  readonly area: number;
  /** Overlap (intersection over union) with the disc of the same area and centre: 1 is a disc. */
  readonly roundness: number;
}

/** Measures a shape: pixels farther than 80 of 255 from white, in any channel. */
export function shapeOf({ data, width, height }: Pixels): Shape {
  const inside: number[] = [];
  const sums = [0, 0, 0];
  for (let i = 0; i < width * height; i++) {
    const [r = 0, g = 0, b = 0] = data.subarray(3 * i, 3 * i + 3);
    if (Math.min(r, g, b) > 175) continue;
    inside.push(i);
    for (const [c, value] of [r, g, b].entries()) sums[c] = (sums[c] ?? 0) + value;
  }
  const n = inside.length;
  if (n === 0) return { hue: "other", area: 0, roundness: 0 };
  const [r = 0, g = 0, b = 0] = sums.map((sum) => sum / n);
  const lead = (one: number, two: number, three: number) => one > 1.8 * Math.max(two, three);
  const hue = lead(r, g, b) ? "red" : lead(g, r, b) ? "green" : lead(b, r, g) ? "blue" : "other";
  const mean = (at: (i: number) => number) => inside.reduce((sum, i) => sum + at(i), 0) / n;
  const [cx, cy] = [mean((i) => i % width), mean((i) => Math.floor(i / width))];
  const within = (i: number) => ((i % width) - cx) ** 2 + (Math.floor(i / width) - cy) ** 2 <= n / Math.PI;
  const disc = Array.from({ length: width * height }, (_, i) => i).filter(within);
  const both = inside.filter(within).length;
  return { hue, area: n / (width * height), roundness: both / (n + disc.length - both) };
}

/** Share of the values that lie at an end of the range: where clipping has eaten what was there. */
export function clippedShare({ data }: Pixels): number {
  return data.reduce((count, value) => count + Number(value === 0 || value === 255), 0) / data.length;
}
