import { count, counted } from "./figures.ts";

/** How many texts a text model did not read: their letters, or their language. */
export interface UnreadTexts {
  readonly script: number;
  readonly language: number;
}

/** `12 captions in another language, 3 in another script` than the model reads; null where it read all. */
export function unreadWords({ script, language }: UnreadTexts, nouns: string): string | null {
  const noun = nouns.replace(/s$/u, "");
  const parts = [
    ...(language > 0 ? [`${counted(language, noun)} in another language`] : []),
    ...(script > 0 ? [`${language > 0 ? count(script) : counted(script, noun)} in another script`] : []),
  ];
  return parts.length === 0 ? null : parts.join(", ");
}
