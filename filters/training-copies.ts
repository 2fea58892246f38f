import type { Pixels } from "../models/index.ts";
import type { Filter, Sample, ScoreRow } from "./filter.ts";
import { type HashIndex, nearestDistance } from "./hash-index.ts";
import { perceptualHash } from "./perceptual-hash.ts";

/** How near a generated picture comes to one of the training set, as it is or mirrored. */
export function trainingCopies(index: HashIndex): Filter {
  return {
    id: "training-copies",
    version: 1,
    needs: "image",
    models: [{ id: `hashes of ${index.dataset}`, sha256: index.sha256 }],
    columns: [
      {
        name: "nearest_training",
        type: "int32",
        range: [0, 64],
        meaning:
          "bits in which its perceptual hash differs from the nearest of the training set, mirrored or not; 64 for a flat picture",
      },
    ],
    score: async (samples) => samples.map((sample) => measure(sample, index)),
    close: async () => {},
  };
}

function measure({ pixels }: Sample, index: HashIndex): ScoreRow {
  if (pixels === undefined) return {};
  const hashes = [perceptualHash(pixels), perceptualHash(mirrored(pixels))].filter((hash) => hash !== null);
  return { nearest_training: Math.min(64, ...hashes.map((hash) => nearestDistance(index, hash))) };
}

function mirrored({ data, width, height }: Pixels): Pixels {
  const out = new Uint8Array(data.length);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let c = 0; c < 3; c++)
        out[3 * (y * width + x) + c] = data[3 * (y * width + width - 1 - x) + c] as number;
  return { data: out, width, height };
}
