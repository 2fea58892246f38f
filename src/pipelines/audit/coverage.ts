import type { Row } from "../../../filters/index.ts";

/** Whether a pair's images were measured: why not, where they were not. */
export type ImageCoverage =
  /** Every image, every frame. */
  | "measured"
  /** Not every frame. */
  | "frames"
  /** There, and not decodable. */
  | "undecodable"
  /** Not there, where other pairs of the dataset have one. */
  | "missing"
  /** The dataset holds no images. */
  | "none"
  /** A filter failed on it. */
  | "failed"
  /** No filter of the run looks at images. */
  | "not-asked";

/** Whether a pair's texts were measured. */
export type TextCoverage =
  | "measured"
  /** There is no caption. */
  | "missing"
  /** In a language that the text model does not read. */
  | "language"
  /** In a script of a language that could not be told. */
  | "script"
  /** Longer than filters read. */
  | "too-long"
  /** Its worker died of it. */
  | "failed"
  /** No filter of the run looks at texts. */
  | "not-asked";

/** A text with the row that the filters gave it. */
export interface ReadText {
  readonly text: string;
  readonly row: Row;
  /** Whether it is the caption, which is judged more strictly: names of people and places are no language. */
  readonly isCaption: boolean;
}

/** Filters read no further: `filters/text-window.ts`. */
const WINDOW = 20_000;
/** A further text of fewer words is a name or a label, whose language nobody can tell. */
const WORDS = 4;

/**
 * Coverage of a pair's texts, the worst reason first.
 * @param languages that the text model reads; absent where none does, and where the model does not care
 */
export function textCoverage(
  texts: readonly ReadText[],
  languages: readonly string[] | undefined,
): TextCoverage {
  if (!texts.some(({ isCaption }) => isCaption)) return "missing";
  const reasons = new Set(texts.map((text) => reasonOf(text, languages)));
  for (const reason of ["too-long", "script", "language"] as const) if (reasons.has(reason)) return reason;
  return "measured";
}

function reasonOf({ text, row, isCaption }: ReadText, languages: readonly string[] | undefined) {
  if (text.length > WINDOW) return "too-long";
  const { language } = row;
  if (languages === undefined || typeof language !== "string" || languages.includes(language)) return null;
  if (language !== "unknown")
    return isCaption || (text.match(/[\p{L}\p{N}]+/gu)?.length ?? 0) >= WORDS ? "language" : null;
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  const latin = text.match(/\p{Script=Latin}/gu)?.length ?? 0;
  return letters > 0 && latin * 2 < letters ? "script" : null;
}
