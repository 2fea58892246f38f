/** Stands between a line's words and the pairs that it counts. */
const BETWEEN = "\u001F";

/** By which who shows a command's lines asks for the pairs behind them. */
const VARIABLE = "SLUICE_LINKS";

/** What asks for them in a child's environment. */
export const wantsLinks: Readonly<Record<string, string>> = { [VARIABLE]: "1" };

/** Whether who shows the lines asks for the pairs behind them. */
export function linksWanted(env: NodeJS.ProcessEnv): boolean {
  return Boolean(env[VARIABLE]);
}

/** A line of a command's text, and the pairs that it counts as a predicate; null where it counts none of their own. */
export interface LinkedLine {
  readonly text: string;
  readonly where: string | null;
  /** What they are, in a few words; absent where the line says it by itself. */
  readonly crumb?: string;
}

/** A line that counts no pairs of its own. */
export function wordsAlone(text: string): LinkedLine {
  return { text, where: null };
}

/** Words of lines that know which pairs they count: a person gets the words alone, a screen that asked for it both. */
export function linker(env: NodeJS.ProcessEnv): (line: LinkedLine) => string {
  // As JSON it stays one line: a rule's predicate, and a key, may hold line breaks.
  return ({ text, ...link }) =>
    env[VARIABLE] && link.where !== null ? `${text}${BETWEEN}${JSON.stringify(link)}` : text;
}

/** A line as it was printed, taken apart again. */
export function unlinked(line: string): LinkedLine {
  const at = line.indexOf(BETWEEN);
  if (at < 0) return wordsAlone(line);
  return { text: line.slice(0, at), ...(JSON.parse(line.slice(at + 1)) as Omit<LinkedLine, "text">) };
}
