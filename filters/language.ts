import { eld } from "eld/medium";

/** Fewer letters than this in an alphabet shared by many languages say nothing reliable. */
const LATIN_LETTERS = 12;
/** Scripts used by few languages need fewer. */
const OTHER_LETTERS = 4;

/**
 * Language of a text as an ISO 639-1 code by eld (n-grams, 60 languages), or `unknown` when it is
 * too short, has no letters or eld itself calls the result unreliable.
 */
export function detectLanguage(text: string): string {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  const latin = text.match(/\p{Script=Latin}/gu)?.length ?? 0;
  if (letters < (latin > letters / 2 ? LATIN_LETTERS : OTHER_LETTERS)) return "unknown";
  const result = eld.detect(text);
  return result.isReliable() && result.language !== "" ? result.language : "unknown";
}
