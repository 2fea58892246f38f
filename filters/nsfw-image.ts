import { loadImageClassifier } from "../models/index.ts";
import type { Filter, FilterOptions, Sample, ScoreRow } from "./filter.ts";

/** The model's classes, in the order of its outputs; each becomes a column `image_<class>`. */
const MEANINGS: Readonly<Record<string, string>> = {
  drawing: "harmless drawing or anime",
  hentai: "pornographic drawing",
  neutral: "harmless photograph",
  porn: "pornographic photograph",
  sexy: "sexualised, not pornographic",
};

/** Classes of which less is worse. */
const HARMLESS = new Set(["drawing", "neutral", "normal"]);

/** Probabilities of five classes from a nsfwjs model on the whole image. */
export async function nsfwImage({ device, models }: FilterOptions): Promise<Filter> {
  const classifier = await loadImageClassifier(models["nsfw-image"] ?? "nsfw-mobilenet-v2-mid", { device });
  return {
    id: "nsfw-image",
    version: 1,
    needs: "image",
    models: [{ id: classifier.id, sha256: classifier.sha256 }],
    device: {
      used: classifier.device,
      refused: classifier.refused.map(({ device: name, reason }) => `${name}: ${reason}`),
    },
    columns: classifier.labels.map((label) => ({
      name: `image_${label}`,
      type: "float32",
      range: [0, 1],
      worst: HARMLESS.has(label) ? "smallest" : "largest",
      meaning: `probability of class ${label}: ${MEANINGS[label] ?? "as the model's card says"}`,
    })),
    score: (samples) => score(classifier, samples),
    close: () => classifier.close(),
  };
}

async function score(
  { classify, labels }: Awaited<ReturnType<typeof loadImageClassifier>>,
  samples: readonly Sample[],
): Promise<readonly ScoreRow[]> {
  const decoded = samples.flatMap(({ pixels }) => (pixels === undefined ? [] : [pixels]));
  const results = (await classify(decoded)).values();
  return samples.map(({ pixels }) => {
    if (pixels === undefined) return {};
    const probabilities = results.next().value;
    return Object.fromEntries(labels.map((label, i) => [`image_${label}`, probabilities?.[i] ?? null]));
  });
}
