import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Cuts } from "../../datasets/index.ts";
import { writeWhole } from "../process/files.ts";

/** Bytes of a list that is read: some million files. */
const MOST_BYTES = 256 * 2 ** 20;

function cutsPath(run: string): string {
  return join(run, "cuts.json");
}

/** Keeps where a dataset's large files are cut, so that workers need not go through them. */
export async function writeCuts(run: string, cuts: Cuts = {}): Promise<void> {
  if (Object.keys(cuts).length > 0) await writeWhole(cutsPath(run), `${JSON.stringify(cuts)}\n`);
}

/** What a run knows of where files are cut; nothing where it cannot be read: they are gone through then. */
export async function readCuts(run: string): Promise<Cuts> {
  try {
    if ((await stat(cutsPath(run))).size > MOST_BYTES) return {};
    const value: unknown = JSON.parse(await readFile(cutsPath(run), "utf8"));
    return value !== null && typeof value === "object" ? (value as Cuts) : {};
  } catch {
    return {};
  }
}
