/** Stands between a line's words and the pairs that it counts. */
const BETWEEN = "\u001F";

/** By which who shows a command's lines asks for the pairs behind them. */
const VARIABLE = "SLUICE_LINKS";

/** What asks for them in a child's environment. */
export const wantsLinks: Readonly<Record<string, string>> = { [VARIABLE]: "1" };

/** A line of a command's text, and the pairs that it counts as a predicate; null where it counts none of their own. */
export interface LinkedLine {
  readonly text: string;
  readonly where: string | null;
}

/** Words of lines that know which pairs they count: a person gets the words alone, a screen that asked for it both. */
export function linker(env: NodeJS.ProcessEnv): (line: LinkedLine) => string {
  return ({ text, where }) => (env[VARIABLE] && where !== null ? `${text}${BETWEEN}${where}` : text);
}

/** A line as it was printed, taken apart again. */
export function unlinked(line: string): LinkedLine {
  const at = line.indexOf(BETWEEN);
  return at < 0 ? { text: line, where: null } : { text: line.slice(0, at), where: line.slice(at + 1) };
}
