/** Fewer letters than this in an alphabet shared by many languages say nothing reliable. */
const LATIN_LETTERS = 12;
/** Scripts used by few languages need fewer. */
const OTHER_LETTERS = 4;

/** Says the language of a text as an ISO 639-1 code, or `unknown`. */
export type DetectLanguage = (text: string) => string;

/**
 * Loads eld (n-grams, 60 languages; 190 MB in memory, so only where captions are scored). It says
 * `unknown` of a text that is too short, has no letters, or of which eld itself is unsure.
 */
export async function loadLanguageDetector(): Promise<DetectLanguage> {
  const { eld } = await import("eld/medium");
  return (text) => {
    const letters = text.match(/\p{L}/gu)?.length ?? 0;
    const latin = text.match(/\p{Script=Latin}/gu)?.length ?? 0;
    if (letters < (latin > letters / 2 ? LATIN_LETTERS : OTHER_LETTERS)) return "unknown";
    const result = eld.detect(text);
    return result.isReliable() && result.language !== "" ? result.language : "unknown";
  };
}
