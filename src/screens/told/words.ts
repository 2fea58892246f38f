import { printable } from "../../process/printable.ts";
import { wrapped } from "../kit/wrap.ts";

/** Commands that speak of decisions, and so of a policy. */
const DECIDED = ["calibrate", "diff", "identities", "report", "representation"];

/**
 * The words of a command as it is run for a screen: by the policy that decides the run there, where that is not the run's
 * own. `diff` takes it as what is; a policy that is named comes after, and counts.
 */
export function askedBy(words: readonly string[], policy: string | null): readonly string[] {
  const [name = "", run = "", ...rest] = words;
  return policy === null || !DECIDED.includes(name) ? words : [name, run, "--policy", policy, ...rest];
}

/** A line of what a command said, in lines of at most `columns` cells: each opens what the whole one opens, its crumb one phrase. */
export function folded<Line extends { readonly text: string; readonly crumb?: string | undefined }>(
  line: Line,
  columns: number,
): readonly (Line & { readonly crumb: string })[] {
  const crumb = (line.crumb ?? line.text).trim().replace(/ +/gu, " ");
  return wrapped(printable(line.text), columns).map((part) => ({ ...line, text: part, crumb }));
}
