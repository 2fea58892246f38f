import type { Pixels } from "../../../models/index.ts";
import { isInk } from "./ink.ts";

/** Bins along each of red, green and blue. */
const BINS = 4;

/** Shares of a picture's ink by colour, 4 × 4 × 4 bins of sRGB, summing to 1; all 0 where nothing is drawn. */
export function paletteOf({ data }: Pick<Pixels, "data">): Float32Array {
  const counts = new Float64Array(BINS ** 3);
  let all = 0;
  for (let at = 0; at < data.length; at += 3) {
    if (!isInk(data, at)) continue;
    const [r, g, b] = [at, at + 1, at + 2].map((i) => ((data[i] as number) * BINS) >> 8) as [
      number,
      number,
      number,
    ];
    const bin = (r * BINS + g) * BINS + b;
    counts[bin] = (counts[bin] as number) + 1;
    all++;
  }
  return Float32Array.from(counts, (count) => (all === 0 ? 0 : count / all));
}

/** Ink of the same colours, in [0, 1]: histogram intersection (Swain & Ballard 1991). */
export function sharedInk(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, share, bin) => sum + Math.min(share, b[bin] as number), 0);
}
