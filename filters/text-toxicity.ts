import { loadTextClassifier, type TextClassifier } from "../models/index.ts";
import type { Filter, FilterOptions, Sample, ScoreRow } from "./filter.ts";
import { normaliseText, unmaskText } from "./fold-text.ts";
import { textWindow } from "./text-window.ts";

/** What the labels mean, in the words of Perspective's attributes, whose names they are. */
const MEANINGS: Readonly<Record<string, string>> = {
  toxicity: "rude, disrespectful or unreasonable, likely to make people leave a discussion",
  severe_toxicity: "very hateful, aggressive or disrespectful",
  identity_attack: "hateful towards people because of their identity",
  insult: "insulting or inflammatory towards people",
  obscene: "swear words, curse words, other obscene language",
  sexual_explicit: "sexual acts, body parts or other lewd content",
  threat: "intends to inflict pain, injury or violence",
};

/**
 * Probabilities by a text model that a caption is toxic, per label. The caption is read as it stands
 * (Unicode normalised) and, where it hides letters behind signs or spaces, as it is meant; the larger
 * score counts. The stored caption stays as it is.
 */
export async function textToxicity({ device, models }: FilterOptions): Promise<Filter> {
  const classifier = await loadTextClassifier(models["text-toxicity"] ?? "text-toxicity", { device });
  return {
    id: "text-toxicity",
    version: 2,
    needs: "caption",
    models: [{ id: classifier.id, sha256: classifier.sha256 }],
    languages: ["en"],
    device: {
      used: classifier.device,
      refused: classifier.refused.map(({ device: name, reason }) => `${name}: ${reason}`),
    },
    columns: classifier.labels.map((label) => ({
      name: `text_${label}`,
      type: "float32",
      range: [0, 1],
      worst: "largest",
      other: true,
      meaning: `probability that the caption is ${label}: ${MEANINGS[label] ?? "as the model's card says"}`,
    })),
    score: (samples) => score(classifier, samples),
    close: () => classifier.close(),
  };
}

async function score(classifier: TextClassifier, samples: readonly Sample[]): Promise<readonly ScoreRow[]> {
  const rows = await classifyReadings(
    classifier,
    samples.map(({ caption }) => caption ?? ""),
  );
  return rows.map((row) =>
    row === null
      ? {}
      : Object.fromEntries(classifier.labels.map((label, i) => [`text_${label}`, row[i] ?? 0])),
  );
}

/**
 * Probabilities per label as the filter judges texts: the largest over a text's readings; `null` where there
 * is nothing to read. Whoever measures a model as it is used here must ask this, not the model.
 */
export async function classifyReadings(
  { classify, labels }: Pick<TextClassifier, "classify" | "labels">,
  texts: readonly string[],
): Promise<readonly (Float32Array | null)[]> {
  const readings = texts.map(readingsOf);
  const different = [...new Set(readings.flat())];
  const scores = await classify(different);
  const byReading = new Map(different.map((reading, i) => [reading, scores[i]]));
  return readings.map((own) =>
    own.length === 0
      ? null
      : Float32Array.from(labels, (_, i) => Math.max(...own.map((one) => byReading.get(one)?.[i] ?? 0))),
  );
}

/** The caption as it stands, and without its disguises if it wears any; an empty one has nothing to read. */
function readingsOf(caption: string): readonly string[] {
  const plain = normaliseText(textWindow(caption));
  if (plain === "") return [];
  const unmasked = unmaskText(plain);
  return unmasked === undefined ? [plain] : [plain, unmasked];
}
