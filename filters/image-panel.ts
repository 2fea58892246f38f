import type { ImageClassifier } from "../models/index.ts";

/** A model of the panel, and where it begins to count. */
export interface Member {
  readonly id: string;
  /** Its name in columns and words. */
  readonly name: string;
  /** From this sum of its harmful classes on it flags a picture. */
  readonly flags: number;
  /** From here on it is believed alone. */
  readonly sure: number;
  /** From this sum in whole numbers on it is computed again in floats. */
  readonly again: number;
}

/** Models that make mistakes of different kinds, the first one's classes first; how their cuts were fitted: docs/image-panel.md. */
export const panel = [
  { id: "nsfw-mobilenet-v2-mid", name: "mid", flags: 0.25, sure: 0.8, again: 0.04 },
  { id: "nsfw-mobilenet-v2", name: "v2", flags: 0.6, sure: 0.95, again: 0.02 },
  { id: "open-nsfw", name: "yahoo", flags: 0.25, sure: 0.6, again: 0.07 },
] as const satisfies readonly Member[];

/**
 * From this sum in floats on no score of whole numbers stands: on no set of pictures at hand did they leave more than
 * 0.093 below `again` (`npm run bench:two-passes`).
 */
export const EXACT = 0.15;

/** Classes of which less is worse. */
const HARMLESS: ReadonlySet<string> = new Set(["drawing", "neutral", "normal"]);

export const isHarmless = (label: string): boolean => HARMLESS.has(label);

/** The sum of the classes that are not harmless. */
export function harm(labels: readonly string[], scores: ArrayLike<number>): number {
  const sum = labels.reduce((total, label, i) => total + (HARMLESS.has(label) ? 0 : (scores[i] ?? 0)), 0);
  return Math.min(1, sum);
}

/** How sure a model is of pornography, photographed or drawn; of two classes the one that is not harmless. */
function porn(labels: readonly string[], scores: ArrayLike<number>): number {
  const of = labels.some((label) => label === "porn")
    ? ["porn", "hentai"]
    : labels.filter((label) => !isHarmless(label));
  return Math.max(0, ...of.map((label) => scores[labels.indexOf(label)] ?? 0));
}

/** A probability bent so that a cut lies at one half: linear below it and above. */
export function bent(value: number, cut: number): number {
  return value < cut ? (0.5 * value) / cut : 0.5 + (0.5 * (value - cut)) / (1 - cut);
}

/**
 * By column: from which cut on a policy decides as it would by floats. What is below was not computed in them; of
 * harmless classes no cut is safe, since a harmless picture is what whole numbers are left to.
 */
export const exactFrom: Readonly<Record<string, number>> = {
  ...Object.fromEntries(
    ["porn", "hentai", "sexy", "v2_porn", "v2_hentai", "v2_sexy", "yahoo", "porn_agreed"].map((name) => [
      `image_${name}`,
      EXACT,
    ]),
  ),
  image_score: Math.max(...panel.map(({ flags }) => bent(EXACT, flags))),
  image_drawing: Number.POSITIVE_INFINITY,
  image_neutral: Number.POSITIVE_INFINITY,
};

/** What the panel says together. */
export interface Together {
  /** Models that flag the picture. */
  readonly agree: number;
  /** 0.5 and more where two flag it, or one is sure. */
  readonly score: number;
  /** What the second surest model gives pornography: no picture is dropped on the word of one. */
  readonly pornAgreed: number;
}

/** The rule of the combined score. */
export function together(
  members: readonly (Pick<Member, "flags" | "sure"> & Pick<ImageClassifier, "labels">)[],
  scores: readonly ArrayLike<number>[],
): Together {
  const harms = members.map(({ labels }, i) => harm(labels, scores[i] ?? []));
  const flags = harms.map((value, i) => bent(value, members[i]?.flags ?? 0.5));
  const sure = harms.map((value, i) => bent(value, members[i]?.sure ?? 0.5));
  return {
    agree: flags.filter((value) => value >= 0.5).length,
    score: Math.max(second(flags), ...sure),
    pornAgreed: second(members.map(({ labels }, i) => porn(labels, scores[i] ?? []))),
  };
}

function second(values: readonly number[]): number {
  return [...values].sort((a, b) => b - a)[1] ?? 0;
}
