import { loadTextClassifier, type TextClassifier } from "../models/index.ts";
import type { Filter, FilterOptions, Sample, ScoreRow } from "./filter.ts";
import { normaliseText, unmaskText } from "./fold-text.ts";
import { type Detected, type DetectLanguage, loadLanguageDetector } from "./language.ts";
import { isRomanisedHindi } from "./romanised-hindi.ts";
import { reachOf, readable, type Unread } from "./text-reach.ts";
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
 * (Unicode normalised, without signs and letters that the model did not learn) and, where it hides letters behind
 * signs or spaces, as it is meant; the larger score counts. What is in a script or surely in a language that the
 * model does not read gets no score, and `text_unread` says so. The stored caption stays as it is.
 */
export async function textToxicity({ device, models }: FilterOptions): Promise<Filter> {
  const [classifier, detect] = await Promise.all([
    loadTextClassifier(models["text-toxicity"] ?? "text-toxicity", { device }),
    loadLanguageDetector(),
  ]);
  return {
    id: "text-toxicity",
    version: 6,
    needs: "caption",
    models: [{ id: classifier.id, sha256: classifier.sha256 }],
    device: {
      used: classifier.device,
      refused: classifier.refused.map(({ device: name, reason }) => `${name}: ${reason}`),
    },
    columns: [
      ...classifier.labels.map((label) => ({
        name: `text_${label}`,
        type: "float32" as const,
        range: [0, 1] as const,
        worst: "largest" as const,
        other: true as const,
        meaning: `probability that the caption is ${label}: ${MEANINGS[label] ?? "as the model's card says"}`,
      })),
      {
        name: "text_unread",
        type: "utf8",
        worst: "all",
        other: true,
        meaning:
          "why the text model did not read the caption: it is in another script, or surely in another language; empty where it read",
      },
    ],
    score: (samples) => score(classifier, detect, samples),
    close: () => classifier.close(),
  };
}

async function score(
  classifier: TextClassifier,
  detect: DetectLanguage,
  samples: readonly Sample[],
): Promise<readonly ScoreRow[]> {
  const readings = await classifyReadings(
    classifier,
    samples.map(({ caption }) => caption ?? ""),
    detect,
  );
  return readings.map(({ scores, unread }) => ({
    ...Object.fromEntries(classifier.labels.map((label, i) => [`text_${label}`, scores?.[i] ?? null])),
    text_unread: unread,
  }));
}

/** What a text model says of a text, and why it says nothing, or not of all of it. */
export interface Reading {
  readonly scores: Float32Array | null;
  readonly unread: Unread | null;
}

/**
 * Probabilities per label as the filter judges texts: the largest over a text's readings; `null` where there
 * is nothing to read. Whoever measures a model as it is used here must ask this, not the model.
 * @param detect says languages; without it every language is read as if it were the model's own
 */
export async function classifyReadings(
  classifier: Pick<TextClassifier, "classify" | "labels" | "reads" | "unknown">,
  texts: readonly string[],
  detect?: DetectLanguage,
): Promise<readonly Reading[]> {
  const read = texts.map((text) => readingsOf(text, classifier, detect));
  const different = [...new Set(read.flatMap(({ forms }) => forms))];
  const byForm = await scoresOf(classifier, different);
  return read.map(({ forms, unread }) => ({
    unread,
    scores:
      forms.length === 0
        ? null
        : Float32Array.from(classifier.labels, (_, i) =>
            Math.max(...forms.map((form) => byForm.get(form)?.[i] ?? 0)),
          ),
  }));
}

/** From here on a text is read once more. */
const DOUBT = 0.2;

/** Of this label the mean of both readings, in logits, is the better judge of titles. */
const OF_BOTH = "sexual_explicit";

const logit = (score: number): number => Math.log((score + 1e-7) / (1 - score + 1e-7));

/** What two readings of one text say together. */
function together(label: string, one: number, two: number): number {
  if (label !== OF_BOTH) return Math.min(one, two);
  return 1 / (1 + Math.exp(-(logit(one) + logit(two)) / 2));
}

/**
 * Scores by text. What looks harmful is read a second time in small letters, and the smaller score counts: titles in
 * capitals that the network had never seen were flagged for their capitals. Of what is sexual, the middle of both.
 */
async function scoresOf(
  classifier: Pick<TextClassifier, "classify" | "labels">,
  texts: readonly string[],
): Promise<ReadonlyMap<string, Float32Array>> {
  const first = await classifier.classify(texts);
  const doubtful = texts.filter(
    (text, i) => text !== text.toLowerCase() && Math.max(...(first[i] ?? [])) >= DOUBT,
  );
  const second = await classifier.classify(doubtful.map((text) => text.toLowerCase()));
  const bySmall = new Map(doubtful.map((text, i) => [text, second[i]]));
  return new Map(
    texts.map((text, i) => {
      const small = bySmall.get(text);
      const own = first[i] as Float32Array;
      if (small === undefined) return [text, own];
      return [text, own.map((score, k) => together(classifier.labels[k] ?? "", score, small[k] ?? 1))];
    }),
  );
}

const UNKNOWN: Detected = { language: "unknown", lead: () => 0 };

function languageOf(normalised: string, detect: DetectLanguage): Detected {
  return isRomanisedHindi(normalised) ? { language: "hi-Latn", lead: () => 1 } : detect(normalised);
}

/** The caption as it stands, and without its disguises if it wears any; an empty one has nothing to read. */
function readingsOf(
  caption: string,
  { reads, unknown }: Pick<TextClassifier, "reads" | "unknown">,
  detect: DetectLanguage | undefined,
): { readonly forms: readonly string[]; readonly unread: Unread | null } {
  // Unicode would spell these, and make words of them.
  const normalised = normaliseText(textWindow(caption).replace(/[™℠№]/gu, " "));
  if (normalised === "") return { forms: [], unread: null };
  const plain = readable(normalised, reads);
  const detected = detect === undefined ? UNKNOWN : languageOf(normalised, detect);
  const { isRead, unread } = reachOf(plain, reads, { unknown: unknown(plain.text), detected });
  if (!isRead) return { forms: [], unread };
  const unmasked = unmaskText(plain.text);
  return { forms: unmasked === undefined ? [plain.text] : [plain.text, unmasked], unread };
}
