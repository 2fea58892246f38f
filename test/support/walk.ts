/** What a row of a page says: keys, and what stands on the screen after them. */
export interface Step {
  readonly pressed: readonly string[];
  /** Each is on the screen; `…` stands for anything. */
  readonly seen: readonly string[];
}

/** A command of a page, with the keys that are pressed in what it opens. */
export interface Walked {
  /** After `sluice`. */
  readonly words: readonly string[];
  readonly steps: readonly Step[];
}

/** Keys that are written by their names, in order of sight. */
const KEY = /`([^`]+)`|(⏎)|(Tab)|(Esc)/gu;

/** The commands of a page in ```` ```sh ```` blocks, each with the rows of the tables of keys behind it. */
export function walkOf(page: string): readonly Walked[] {
  const walked: { words: readonly string[]; steps: Step[] }[] = [];
  let inside = false;
  for (const line of page.split("\n")) {
    if (line.startsWith("```")) inside = line === "```sh";
    else if (inside && line.startsWith("sluice ")) walked.push({ words: wordsOf(line), steps: [] });
    else if (/^\| (?!Press|---)/u.test(line)) walked.at(-1)?.steps.push(stepOf(line));
  }
  return walked;
}

function wordsOf(line: string): readonly string[] {
  return line
    .replace(/\s+#.*$/u, "")
    .split(" ")
    .slice(1);
}

function stepOf(line: string): Step {
  const cells = line.split("|").slice(1, -1);
  return {
    pressed: [...(cells[0] ?? "").matchAll(KEY)].flatMap(([, text, enter, tab]) =>
      text === undefined ? [enter ? "enter" : tab ? "\t" : "escape"] : keysOf(text),
    ),
    seen: [...(cells[2] ?? "").matchAll(/`([^`]+)`/gu)].map(([, text = ""]) => text),
  };
}

/** A line for the palette is typed once its prompt is open. */
function keysOf(text: string): readonly string[] {
  return text.startsWith(":") ? [":", text.slice(1)] : [text];
}
