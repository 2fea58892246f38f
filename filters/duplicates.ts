import type { Filter, Sample, ScoreRow } from "./filter.ts";
import { perceptualHash } from "./perceptual-hash.ts";

/** Perceptual hash per image; groups of duplicates are computed over the finished scores (`src/run/duplicates.ts`). */
export function duplicates(): Filter {
  return {
    id: "duplicates",
    version: 1,
    needs: "image",
    models: [],
    columns: [
      {
        name: "phash",
        type: "utf8",
        meaning: "64-bit DCT perceptual hash of the image, 16 hexadecimal digits",
      },
    ],
    score: async (samples) => samples.map(measure),
    close: async () => {},
  };
}

function measure({ pixels }: Sample): ScoreRow {
  return pixels === undefined ? {} : { phash: perceptualHash(pixels) };
}
