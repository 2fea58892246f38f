import { readFileSync } from "node:fs";

/** A command of a transcript with what it printed. */
export interface Spoken {
  /** As it stands behind `$ `, a comment behind ` #` included. */
  readonly typed: string;
  /** The words after `sluice`. */
  readonly words: readonly string[];
  readonly printed: readonly string[];
}

/** A fenced block ```` ```console ```` of a page. */
export interface Transcript {
  /** Where the block's text begins and ends in the page. */
  readonly start: number;
  readonly end: number;
  readonly spoken: readonly Spoken[];
}

/** Pages of which each `console` block is played by a test, one page after the other in a folder of its own. */
export const played = [
  "README.md",
  "docs/quick-start.md",
  "docs/curate.md",
  "docs/calibrate.md",
  "docs/cards.md",
  "docs/policies.md",
] as const;

/** The transcripts of a page, in order. */
export function transcriptsOf(page: string): readonly Transcript[] {
  return [...page.matchAll(/^```console\n([\s\S]*?)^```$/gmu)].map((match) => {
    const start = match.index + "```console\n".length;
    const text = match[1] ?? "";
    return { start, end: start + text.length, spoken: spokenIn(text) };
  });
}

function spokenIn(text: string): readonly Spoken[] {
  const parts = text.split(/^\$ /mu).slice(1);
  return parts.map((part) => {
    const [typed = "", ...printed] = part.replace(/\n$/u, "").split("\n");
    return { typed, words: wordsOf(typed), printed };
  });
}

/** Words as a shell parts them; `npm start | cat` is `sluice start`. */
function wordsOf(typed: string): readonly string[] {
  const line = typed.replace(/\s+#.*$/u, "").replace(/^(?:npx )?sluice /u, "");
  if (line === "npm start | cat") return ["start"];
  return [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/gu)].map(
    ([, one, two, plain]) => one ?? two ?? plain ?? "",
  );
}

/** What no two machines print alike: seconds, rates per second, digests of what depends on them. */
export function masked(line: string): string {
  return line
    .replace(/\d[\d,]*(?:\.\d+)?(?= s\b)/gu, "N")
    .replace(/\d[\d,]*(?:\.\d+)?(?= pairs\/s)/gu, "N")
    .trimEnd();
}

/** Whether a page's lines are what was printed; a line `…` stands for any number of lines. */
export function sameLines(documented: readonly string[], printed: readonly string[]): boolean {
  const [first, ...rest] = documented;
  if (first === undefined) return printed.length === 0;
  if (first === "…") return printed.some((_, i) => sameLines(rest, printed.slice(i))) || sameLines(rest, []);
  return (
    printed[0] !== undefined && masked(first) === masked(printed[0]) && sameLines(rest, printed.slice(1))
  );
}

/** A page with its transcripts printed anew; a documented `…` stays where the lines around it still fit. */
export function withOutput(page: string, outputs: readonly (readonly (readonly string[])[])[]): string {
  return [...transcriptsOf(page).entries()].reverse().reduce((text, [i, { start, end, spoken }]) => {
    const lines = spoken.flatMap(({ typed, printed }, k) => {
      const now = outputs[i]?.[k] ?? [];
      return [`$ ${typed}`, ...(sameLines(printed, now) ? printed : now)];
    });
    return `${text.slice(0, start)}${lines.join("\n")}\n${text.slice(end)}`;
  }, page);
}

export function readPage(root: string, name: string): string {
  return readFileSync(`${root}/${name}`, "utf8");
}
