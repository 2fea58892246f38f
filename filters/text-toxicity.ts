import { loadTextClassifier, type TextClassifier } from "../models/index.ts";
import type { Filter, FilterOptions, Row, Sample } from "./filter.ts";
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
    version: 1,
    needs: "caption",
    models: [{ id: classifier.id, sha256: classifier.sha256 }],
    device: {
      used: classifier.device,
      refused: classifier.refused.map(({ device: name, reason }) => `${name}: ${reason}`),
    },
    columns: classifier.labels.map((label) => ({
      name: `text_${label}`,
      type: "float32",
      range: [0, 1],
      meaning: `probability that the caption is ${label}: ${MEANINGS[label] ?? "as the model's card says"}`,
    })),
    score: (samples) => score(classifier, samples),
    close: () => classifier.close(),
  };
}

async function score(
  { classify, labels }: TextClassifier,
  samples: readonly Sample[],
): Promise<readonly Row[]> {
  const readings = samples.map(({ caption }) => (caption === undefined ? [] : readingsOf(caption)));
  const texts = [...new Set(readings.flat())];
  const scores = await classify(texts);
  const byText = new Map(texts.map((text, i) => [text, scores[i]]));
  return readings.map((own) => {
    if (own.length === 0) return {};
    const largest = (i: number) => Math.max(...own.map((text) => byText.get(text)?.[i] ?? 0));
    return Object.fromEntries(labels.map((label, i) => [`text_${label}`, largest(i)]));
  });
}

/** The caption as it stands, and without its disguises if it wears any; an empty one has nothing to read. */
function readingsOf(caption: string): readonly string[] {
  const plain = normaliseText(textWindow(caption));
  if (plain === "") return [];
  const unmasked = unmaskText(plain);
  return unmasked === undefined ? [plain] : [plain, unmasked];
}
