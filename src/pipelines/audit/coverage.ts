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
  /** There is no caption, where the dataset's pairs have one. */
  | "missing"
  /** The dataset has no captions, and what texts there are were measured. */
  | "none"
  /** Surely in a language that the text model does not read. */
  | "language"
  /** In a script that the text model does not read, or a sentence of it. */
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
  /** Whether it is a caption, without which there is no pair. */
  readonly isCaption: boolean;
  /** Whether it is a name of a device, a program or a person: only its script counts. */
  readonly isLabel?: boolean;
}

/** Filters read no further: `filters/text-window.ts`. */
const WINDOW = 20_000;

/**
 * Coverage of a pair's texts, the worst reason first.
 * @param captionless whether its dataset has no captions, so that none is missing
 */
export function textCoverage(texts: readonly ReadText[], captionless = false): TextCoverage {
  const hasCaption = texts.some(({ isCaption }) => isCaption);
  if (!hasCaption && !captionless) return "missing";
  const reasons = new Set(texts.map(reasonOf));
  for (const reason of ["too-long", "script", "language"] as const) if (reasons.has(reason)) return reason;
  return hasCaption ? "measured" : "none";
}

/** What the text model says of itself; a run without it has nothing that could not be read. */
function reasonOf({ text, row, isLabel = false }: ReadText): "too-long" | "script" | "language" | null {
  if (text.length > WINDOW) return "too-long";
  const { text_unread: unread } = row;
  return unread === "script" || (unread === "language" && !isLabel) ? unread : null;
}
