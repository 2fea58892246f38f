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
        worst: "smallest",
        meaning: "standard deviation of luma, grey levels: 0 is one flat colour",
      },
      {
        name: "degenerate_saturated",
        type: "float32",
        range: [0, 1],
        worst: "largest",
        meaning: "share of channel values that are 0 or 255",
      },
      {
        name: "degenerate_noise",
        type: "float32",
        range: [0, 2],
        worst: "largest",
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
  const mean = sumOf(grey, (value) => value) / grey.length;
  const variance = sumOf(grey, (value) => (value - mean) ** 2) / grey.length;
  return {
    degenerate_spread: Math.min(128, Math.sqrt(variance)),
    degenerate_saturated: saturated(pixels.data) / pixels.data.length,
    degenerate_noise: variance === 0 ? 0 : Math.min(2, meanSquaredStep(grey, pixels.width) / (2 * variance)),
  };
}

/** Rec. 601. */
function lumaOf({ data, width, height }: Pixels): Float32Array {
  const grey = new Float32Array(width * height);
  for (let i = 0, at = 0; i < grey.length; i++, at += 3)
    grey[i] =
      0.299 * (data[at] as number) + 0.587 * (data[at + 1] as number) + 0.114 * (data[at + 2] as number);
  return grey;
}

// Plain loops: they see every pixel of every image of an audit.
function sumOf(values: Float32Array, of: (value: number) => number): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += of(values[i] as number);
  return sum;
}

function saturated(data: Uint8Array): number {
  let count = 0;
  for (let i = 0; i < data.length; i++) if (data[i] === 0 || data[i] === 255) count++;
  return count;
}

/** Over all pairs of neighbours in a row and in a column. */
function meanSquaredStep(grey: Float32Array, width: number): number {
  let sum = 0;
  let count = 0;
  for (let i = 0, x = 0; i < grey.length; i++) {
    const own = grey[i] as number;
    if (++x < width) {
      sum += (own - (grey[i + 1] as number)) ** 2;
      count++;
    } else x = 0;
    if (i + width < grey.length) {
      sum += (own - (grey[i + width] as number)) ** 2;
      count++;
    }
  }
  return count === 0 ? 0 : sum / count;
}
