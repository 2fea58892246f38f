import type { Pixels } from "../models/index.ts";
import type { Filter, Sample, ScoreRow } from "./filter.ts";

/** Whether a picture is one at all: flat, burnt out or noise. It says nothing about harm. */
export function degenerateImage(): Filter {
  return {
    id: "degenerate-image",
    version: 1,
    needs: "image",
    models: [],
    columns: [
      {
        name: "degenerate_spread",
        type: "float32",
        range: [0, 128],
        meaning: "standard deviation of luma, grey levels: 0 is one flat colour",
      },
      {
        name: "degenerate_saturated",
        type: "float32",
        range: [0, 1],
        meaning: "share of channel values that are 0 or 255",
      },
      {
        name: "degenerate_noise",
        type: "float32",
        range: [0, 2],
        meaning:
          "mean squared step between neighbours over twice the variance: 1 is white noise, pictures are below 0.5",
      },
    ],
    score: async (samples) => samples.map(measure),
    close: async () => {},
  };
}

function measure({ pixels }: Sample): ScoreRow {
  if (pixels === undefined) return {};
  const grey = lumaOf(pixels);
  const mean = grey.reduce((sum, value) => sum + value, 0) / grey.length;
  const variance = grey.reduce((sum, value) => sum + (value - mean) ** 2, 0) / grey.length;
  const ends = pixels.data.reduce((count, value) => count + (value === 0 || value === 255 ? 1 : 0), 0);
  return {
    degenerate_spread: Math.sqrt(variance),
    degenerate_saturated: ends / pixels.data.length,
    degenerate_noise: variance === 0 ? 0 : Math.min(2, meanSquaredStep(grey, pixels.width) / (2 * variance)),
  };
}

/** Rec. 601. */
function lumaOf({ data, width, height }: Pixels): Float32Array {
  return Float32Array.from(
    { length: width * height },
    (_, i) =>
      0.299 * (data[3 * i] as number) +
      0.587 * (data[3 * i + 1] as number) +
      0.114 * (data[3 * i + 2] as number),
  );
}

/** Over all pairs of neighbours in a row and in a column. */
function meanSquaredStep(grey: Float32Array, width: number): number {
  let sum = 0;
  let count = 0;
  for (let i = 0; i < grey.length; i++) {
    const own = grey[i] as number;
    for (const other of [(i + 1) % width === 0 ? undefined : grey[i + 1], grey[i + width]]) {
      if (other === undefined) continue;
      sum += (own - other) ** 2;
      count++;
    }
  }
  return count === 0 ? 0 : sum / count;
}
