import { basename, join, relative, sep } from "node:path";
import { CliError } from "./errors.ts";
import { shellWord } from "./shell-word.ts";

/** Places of object storage by the folders of this machine that have what lies there. */
const places = new Map<string, string>();

/** What is made of a run where it is read, and may be made again: it goes with the stand-in. */
const MADE = [
  "decisions",
  "embeddings",
  "image-embeddings",
  "topics.parquet",
  "image-topics.parquet",
  "consent.parquet",
];

/** Lets a folder stand for a run in object storage from now on: it is read there, and not written. @param folder a real path */
export function standFor(folder: string, place: string): void {
  places.set(folder, place);
}

/** As words of a shell in single quotes, and texts of JSON, hold a path; both, either or neither. */
const shelled = (path: string) => path.replaceAll("'", "'\\''");
const inJson = (path: string) => JSON.stringify(path).slice(1, -1);
const FORMS = [(path: string) => inJson(shelled(path)), shelled, inJson, (path: string) => path];

/**
 * Text for people and files: folders that stand for a place are named as it. What is offered to a shell stays quoted
 * where {@link oddIn} of the place is in the folder's path, so that the one is quoted wherever the other has to be.
 */
export function placesNamed(text: string): string {
  const named = (said: string, [folder, place]: readonly [string, string]) =>
    FORMS.reduce((now, form) => now.replaceAll(form(folder), () => form(place)), said);
  return [...places].reduce(named, text);
}

/** What of a place's characters, each once, a shell or JSON may want quoted. */
export function oddIn(place: string): string {
  return [...new Set(place.replace(/[\w@%+=:,./-]/gu, ""))].join("");
}

/** What folders and files beside a run begin with: of one in object storage they lie where runs do, `runs/NAME`. */
export function besideRun(folder: string): string {
  return places.has(folder) ? join("runs", basename(folder)) : folder.replace(/\/+$/u, "");
}

/** Where a file of a run is written: into it, or, of one in object storage, beside where runs lie, `runs/NAME.FILE`. */
export function intoRun(folder: string, file: string): string {
  return places.has(folder) ? `${besideRun(folder)}.${file}` : join(folder, file);
}

/** Whether a folder stands for a run in object storage. */
export function isStandIn(folder: string): boolean {
  return places.has(folder);
}

/** @throws CliError (exit code 2) where a path lies in a folder that stands for a run elsewhere: nothing written there would last */
export function refuseStandIn(path: string): void {
  for (const [folder, place] of places)
    if (path.startsWith(folder + sep) && !isMade(relative(folder, path)))
      throw onlyRead(`Cannot write "${relative(folder, path)}" of run "${place}"`, place);
}

/** @throws CliError (exit code 2) where a screen would open a run elsewhere: whatever is seen there is counted in the run, and no count may be lost */
export function refuseScreenOf(folder: string): void {
  const place = places.get(folder);
  if (place !== undefined)
    throw onlyRead(`Cannot show run "${place}" on a screen, which counts in the run what is seen`, place);
}

function isMade(path: string): boolean {
  const [first = ""] = path.split(sep);
  // Half-written files are named after what they become.
  return MADE.some((name) => first === name || (first.startsWith(`${name}.`) && first.endsWith(".part")));
}

function onlyRead(what: string, place: string): CliError {
  const message = `${what}: in object storage it is only read; get it first: sluice pull ${shellWord(place)} DIR`;
  return new CliError(message, { exitCode: 2 });
}
