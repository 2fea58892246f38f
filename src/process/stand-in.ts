import { basename, join, relative, sep } from "node:path";
import { CliError } from "./errors.ts";
import { shellWord } from "./shell-word.ts";

/** Places of object storage by the folders of this machine that have what lies there. */
const places = new Map<string, string>();

/** What is made of a run whenever it is read, and may be made again. */
const MADE = `decisions${sep}`;

/** Lets a folder stand for a run in object storage from now on: it is read there, and not written. @param folder a real path */
export function standFor(folder: string, place: string): void {
  places.set(folder, place);
}

/** Text for people and files: folders that stand for a place are named as it. */
export function placesNamed(text: string): string {
  return [...places].reduce((said, [folder, place]) => said.replaceAll(folder, place), text);
}

/** What folders and files beside a run begin with: of one in object storage they lie where runs do, `runs/NAME`. */
export function besideRun(folder: string): string {
  return places.has(folder) ? join("runs", basename(folder)) : folder.replace(/\/+$/u, "");
}

/** Whether a folder stands for a run in object storage. */
export function isStandIn(folder: string): boolean {
  return places.has(folder);
}

/** @throws CliError (exit code 2) where a path lies in a folder that stands for a run elsewhere: nothing written there would last */
export function refuseStandIn(path: string): void {
  for (const [folder, place] of places)
    if (path.startsWith(folder + sep) && !path.startsWith(join(folder, MADE)))
      throw new CliError(
        `Cannot write "${relative(folder, path)}" of run "${place}": in object storage it is only read; get it first: sluice pull ${shellWord(place)} DIR`,
        { exitCode: 2 },
      );
}
