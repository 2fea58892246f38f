import { people, type Term, terms } from "./terms.ts";

/** Words with inner hyphens and apostrophes: `man-made` is one word, and no man. */
const WORD = /[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:[-'’]\p{L}[\p{L}\p{M}\p{N}]*)*/gu;

/** A group that a caption names. */
export interface Mention {
  readonly group: string;
  /** The term, in lower case, words joined by a hyphen. */
  readonly term: string;
  /** Words, as a position in the caption's words. */
  readonly at: number;
}

/** The words of a text, as they stand, without a possessive's ending. */
export function wordsOf(text: string): readonly string[] {
  return (text.match(WORD) ?? []).map((word) => word.replace(/['’]s$/iu, ""));
}

/**
 * Who a caption names: by whole words, in any case but one: `Man` in the middle of a text in lower case is a
 * name (Isle of Man, Man Ray), as is any capitalised term that means people only in lower case.
 */
export function mentions(text: string): readonly Mention[] {
  const words = wordsOf(text);
  const found: Mention[] = [];
  for (let at = 0; at < words.length; at++) {
    const [term, length] = termAt(words, at);
    if (term === undefined) continue;
    if (names(term, words, at, length))
      found.push({
        group: term.group,
        term: words
          .slice(at, at + length)
          .join("-")
          .toLowerCase(),
        at,
      });
    at += length - 1;
  }
  return found;
}

/** The longest term that begins at a word, and how many words it takes. */
function termAt(words: readonly string[], at: number): readonly [Term | undefined, number] {
  const first = words[at] ?? "";
  const next = words[at + 1];
  const two = next === undefined ? undefined : terms.get(`${first}-${next}`.toLowerCase());
  return two ? [two, 2] : [terms.get(first.toLowerCase()), 1];
}

function names({ group, ambiguous }: Term, words: readonly string[], at: number, length: number): boolean {
  const word = words[at] ?? "";
  if (ambiguous) return people.has((words[at + length] ?? "").toLowerCase());
  const common = group === "men" || group === "women";
  const capitalised = /^\p{Lu}\p{Ll}/u.test(word);
  return !(common && capitalised && at > 0 && isLowerCase(words));
}

/** Whether most words begin small, so that a capital means a name. */
function isLowerCase(words: readonly string[]): boolean {
  return words.filter((word) => /^\p{Ll}/u.test(word)).length * 2 >= words.length;
}
