/** Fewer letters than this in an alphabet shared by many languages say nothing reliable. */
const LATIN_LETTERS = 12;
/** Scripts used by few languages need fewer. */
const OTHER_LETTERS = 4;

/** What a detector makes of a text. */
export interface Detected {
  /** An ISO 639-1 code, or `unknown`. */
  readonly language: string;
  /** By how much the likeliest of all languages is likelier than the likeliest of these, from 0 to 1. */
  lead(languages: readonly string[]): number;
}

/** Says the language of a text. */
export type DetectLanguage = (text: string) => Detected;

/**
 * Loads eld (n-grams, 60 languages; 190 MB in memory, so only where captions are scored). It says
 * `unknown` of a text that is too short, has no letters, or of which eld itself is unsure.
 */
export async function loadLanguageDetector(): Promise<DetectLanguage> {
  const { eld } = await import("eld/medium");
  return (text) => {
    const letters = text.match(/\p{L}/gu)?.length ?? 0;
    const latin = text.match(/\p{Script=Latin}/gu)?.length ?? 0;
    const tooFew = letters < (latin > letters / 2 ? LATIN_LETTERS : OTHER_LETTERS);
    const result = eld.detect(text);
    const isSure = !tooFew && result.language !== "" && result.isReliable();
    return {
      language: isSure ? result.language : "unknown",
      lead(languages) {
        const scores = result.getScores();
        return (scores[result.language] ?? 0) - Math.max(0, ...languages.map((one) => scores[one] ?? 0));
      },
    };
  };
}
