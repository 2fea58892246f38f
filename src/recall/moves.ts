import { existsSync } from "node:fs";
import { mkdir, readFile, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { writeWhole } from "../process/files.ts";

/** Folder inside the dataset for what is written and has not its place yet; readers pass it over. */
export const RECALL = ".recall";

/** File inside the dataset that says which process recalls; not in {@link RECALL}, which goes away before that ends. */
export const HOLDER = ".recall.lock";

/** What is left to do once all that is new lies in {@link RECALL}. */
interface Moves {
  readonly put: readonly string[];
  readonly gone: readonly string[];
}

/** Notes what is to be put in place, and does so: from here on a recall that is broken off is gone on with by the next one. */
export async function putInPlace(folder: string, moves: Moves): Promise<void> {
  await writeWhole(join(folder, RECALL, "moves.json"), `${JSON.stringify(moves)}\n`);
  await goOn(folder);
}

/** Goes on with a recall that was broken off, and forgets one that had changed nothing. */
export async function goOn(folder: string): Promise<void> {
  const path = join(folder, RECALL, "moves.json");
  if (existsSync(path)) {
    const { put, gone } = JSON.parse(await readFile(path, "utf8")) as Moves;
    for (const file of gone) await rm(join(folder, file), { force: true });
    for (const file of put) {
      const from = join(folder, RECALL, "new", file);
      if (!existsSync(from)) continue;
      await mkdir(dirname(join(folder, file)), { recursive: true });
      await rename(from, join(folder, file));
    }
  }
  await rm(join(folder, RECALL), { recursive: true, force: true });
}
