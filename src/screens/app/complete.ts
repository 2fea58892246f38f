/** A line with its last word completed as far as it goes, and what else it may become. */
export interface Completed {
  readonly text: string;
  /** Words that it may still become; empty where it is whole, or nothing begins so. */
  readonly open: readonly string[];
}

/** Completes the word at the end of a line. @param words those that may stand there */
export function completed(text: string, words: readonly string[]): Completed {
  const [begun = ""] = /(?<![\p{L}\p{N}_])~?[\p{L}\p{N}_./-]*$/u.exec(text) ?? [];
  const found = words.filter((word) => word.startsWith(begun) && word !== begun);
  if (found.length === 0) return { text, open: [] };
  const [first = "", ...others] = found;
  let shared = first.length;
  for (const other of others) while (!other.startsWith(first.slice(0, shared))) shared--;
  const whole = text.slice(0, text.length - begun.length) + first.slice(0, shared);
  return { text: whole, open: others.length === 0 ? [] : found };
}
