import { loadClip } from "../models/index.ts";
import type { Column, Filter, FilterOptions, Sample, ScoreRow } from "./filter.ts";

export const CLIP_MODEL = "clip-vit-base-patch32";

export const similarityColumns: readonly Column[] = [
  {
    name: "clip_similarity",
    type: "float32",
    range: [-1, 1],
    worst: "smallest",
    meaning: "cosine similarity of image and caption by CLIP; LAION-400M kept ≥ 0.3 (ViT-B/32)",
  },
];

/** Cosine of the angle between image and caption in CLIP's space (Radford et al. 2021): whether they belong together. */
export async function pairSimilarity({ device, models }: FilterOptions): Promise<Filter> {
  const clip = await loadClip(models["pair-similarity"] ?? CLIP_MODEL, { device });
  return {
    id: "pair-similarity",
    version: 1,
    needs: "both",
    models: [{ id: clip.id, sha256: clip.sha256 }],
    device: {
      used: clip.device,
      refused: clip.refused.map(({ device: name, reason }) => `${name}: ${reason}`),
    },
    columns: similarityColumns,
    async score(samples) {
      const whole = samples.filter(isWhole);
      const images = await clip.embedImages(whole.map(({ pixels }) => pixels));
      const texts = await clip.embedTexts(whole.map(({ caption }) => caption));
      const cosines = new Map(whole.map((sample, i) => [sample as Sample, dot(images[i], texts[i])]));
      return samples.map((sample): ScoreRow => ({ clip_similarity: cosines.get(sample) ?? null }));
    },
    close: () => clip.close(),
  };
}

function isWhole(sample: Sample): sample is Required<Pick<Sample, "caption" | "pixels">> & Sample {
  return sample.caption !== undefined && sample.pixels !== undefined;
}

/** Embeddings are of length one, so their dot product is the cosine. */
function dot(a: Float32Array | undefined, b: Float32Array | undefined): number | null {
  return a && b ? a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0) : null;
}
