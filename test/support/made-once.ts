import { existsSync, mkdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { lock } from "proper-lockfile";
import { inject } from "vitest";

/** Who comes second waits until it is made, and takes over from a maker that fell silent; milliseconds. */
const TURN = { realpath: false, stale: 120_000, retries: { retries: 3000, factor: 1, minTimeout: 200 } };

/**
 * A folder that is made by the first test file of a run that wants it and only read by all: copy it to change it.
 * @param make fills the folder; it moves to its name when it is whole
 */
export async function madeOnce(name: string, make: (folder: string) => Promise<void>): Promise<string> {
  const folder = join(inject("shared"), name);
  if (existsSync(folder)) return folder;
  const release = await lock(folder, TURN);
  try {
    if (existsSync(folder)) return folder;
    mkdirSync(`${folder}.part`, { recursive: true });
    await make(`${folder}.part`);
    renameSync(`${folder}.part`, folder);
  } finally {
    await release();
  }
  return folder;
}
