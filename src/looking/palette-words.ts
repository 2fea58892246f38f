import { type Dirent, readdirSync } from "node:fs";
import { join } from "node:path";
import { signals } from "../../filters/policies.ts";
import { representationParts } from "../actions/choices.ts";
import { fromHome } from "../process/home-path.ts";
import { QUEUES } from "../review/queue-words.ts";

/** Where words of the palette are looked for. */
export interface WordPlaces {
  /** Of the open run; null where none is. */
  readonly folder: string | null;
  /** In which runs are looked for. */
  readonly runsFolder: string;
  /** Columns that a predicate may name on the screen there. */
  readonly columns: readonly string[];
}

/** First words of queues. */
const queueWords: readonly string[] = QUEUES.split(", ").map((queue) => queue.replace(/ .*$/u, ""));

/**
 * Words that Tab completes in the palette, and in a question: commands, and what stands after some of them.
 * @param text the line as it stands; in a question what is asked stands before it
 * @param commands names of all commands
 */
export function paletteWords(
  text: string,
  commands: readonly string[],
  { folder: open, runsFolder, columns }: WordPlaces,
): readonly string[] {
  const [command = "", ...rest] = text.trimStart().split(" ");
  if (rest.length === 0) return commands;
  const folder = open ?? "";
  const begun = rest.at(-1) ?? "";
  switch (command) {
    case "open":
      return [...namesIn(runsFolder).map((name) => join(runsFolder, name)), ...typedPaths(begun)];
    case "policy":
    case "diff":
      return [
        "default",
        "strict",
        ...namesIn(join(folder, "policies")).map((name) => join(folder, "policies", name)),
        ...typedPaths(begun, (one) => one.isDirectory() || /\.ya?ml$/u.test(one.name)),
      ];
    case "view":
      return viewsOf(folder);
    case "review":
    case "curate":
      if (rest.length > 1) return rest[0] === "view" ? viewsOf(folder) : signalsAfter(rest);
      return command === "curate" ? ["view"] : queueWords;
    case "queue:":
      return rest.length > 1 ? (rest[0] === "view" ? viewsOf(folder) : signalsAfter(rest)) : queueWords;
    case "to:":
    case "release":
    case "data":
      return typedPaths(begun);
    case "topics":
      return ["captions", "images"];
    case "audit":
    case "inspect":
    case "map":
      return ["sample", ...pathsFrom(begun)];
    case "calibrate":
      return rest.at(-2) === "--filter"
        ? [...new Set(signals.map(({ by }) => by))]
        : ["--filter", "--signal", "--careful"];
    case "representation":
      return rest.at(-2) === "--only" ? representationParts : ["--only"];
    case "gallery":
    case "where":
      return columns;
    default:
      return [];
  }
}

/** Commands that take a person's own words, or a predicate: `~/` in those is theirs. */
const PROSE = new Set(["where", "gallery", "like", "pictures"]);

/** What was typed in the palette, with paths from the person's home. @param command its first word, or the one that asked for it */
export function typedFromHome(text: string, [command = ""] = text.trimStart().split(" ")): string {
  return PROSE.has(command) ? text : fromHome(text);
}

/** What `review stratified` and `review around` go by. */
function signalsAfter([queue = "", ...rest]: readonly string[]): readonly string[] {
  return rest.length === 1 && (queue === "stratified" || queue === "around")
    ? signals.map(({ id }) => id)
    : [];
}

/** Names in the folder that a path has come to, with it before them. */
function pathsFrom(begun: string, wanted?: (one: Dirent) => boolean): readonly string[] {
  const folder = begun.slice(0, begun.lastIndexOf("/") + 1);
  return namesIn(folder === "" ? "." : fromHome(folder), wanted).map((name) => folder + name);
}

/** The same once a path has begun: names elsewhere come first. */
function typedPaths(begun: string, wanted?: (one: Dirent) => boolean): readonly string[] {
  return begun === "" ? [] : pathsFrom(begun, wanted);
}

function viewsOf(folder: string): readonly string[] {
  return namesIn(join(folder, "views")).map((name) => name.replace(/\.json$/u, ""));
}

/** Names in a folder; none where there is no such folder. */
function namesIn(folder: string, wanted: (one: Dirent) => boolean = () => true): readonly string[] {
  try {
    const found = readdirSync(folder, { withFileTypes: true }).filter(wanted);
    return found.map(({ name }) => name).filter((name) => !name.startsWith("."));
  } catch {
    return [];
  }
}
