/** What a terminal could obey in JSON's texts: C1 controls, marks of direction and joiners, line separators, DEL. */
const OBEYED = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/**
 * A document as one line of JSON, safe to print: characters that a terminal could obey are escaped, so that programs
 * read the same texts and a person who looks is shown no others.
 * @param replacer as `JSON.stringify` takes it
 */
export function jsonText(document: unknown, replacer?: (key: string, value: unknown) => unknown): string {
  return JSON.stringify(document, replacer).replace(OBEYED, escaped);
}

/** Every UTF-16 unit by its number: beyond U+FFFF there are two. */
function escaped(character: string): string {
  return Array.from({ length: character.length }, (_, i) => {
    return `\\u${character.charCodeAt(i).toString(16).padStart(4, "0")}`;
  }).join("");
}
