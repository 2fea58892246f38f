import { count } from "./figures.ts";

/** How many texts a text model did not read: their letters, or their language. */
export interface UnreadTexts {
  readonly script: number;
  readonly language: number;
}

/** `12 captions in another language, 3 in another script` than the model reads; null where it read all. */
export function unreadWords({ script, language }: UnreadTexts, noun: string): string | null {
  const parts = [
    ...(language > 0 ? [`${count(language)} ${noun} in another language`] : []),
    ...(script > 0 ? [`${count(script)} ${language > 0 ? "" : `${noun} `}in another script`] : []),
  ];
  return parts.length === 0 ? null : parts.join(", ");
}
