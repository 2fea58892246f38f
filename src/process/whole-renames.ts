import { readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { CliError } from "./errors.ts";
import { partOf } from "./files.ts";

/** How often a file is replaced while others look at it. */
const TRIES = 4;

/**
 * Refuses a folder whose file system takes a file away before it puts another in its place, or puts none in the place
 * of one: who looks meanwhile would find no run there. Where nothing may be written, nothing is tried.
 * @throws CliError (exit code 2) that names it
 */
export async function refuseTornRenames(folder: string): Promise<void> {
  const path = join(folder, "try");
  const [old, next] = [partOf(path), partOf(path)];
  try {
    await writeFile(old, "0", { flag: "wx" });
    for (let i = 1; i <= TRIES; i++) {
      await writeFile(next, String(i), { flag: "wx" });
      const torn = await tornBy(old, next, i);
      if (torn === null) continue;
      throw new CliError(
        `Cannot write "${folder}": its file system does not replace a file by another in one step (${torn}), so that a run could be found without its files; put the folder on another`,
        { exitCode: 2 },
      );
    }
  } catch (cause) {
    if (cause instanceof CliError) throw cause;
    // Whoever writes there says why it cannot be written.
  } finally {
    for (const left of [old, next]) await rm(left, { force: true }).catch(() => {});
  }
}

/** What is wrong with putting the `i`-th file in the place of the one before; null where nothing is. */
async function tornBy(old: string, next: string, i: number): Promise<string | null> {
  let over = false;
  const watch = async () => {
    let isGone = false;
    while (!over) isGone = (await isMissing(old)) || isGone;
    return isGone;
  };
  const watching = watch();
  const failure = await rename(next, old).then(
    () => null,
    (cause: NodeJS.ErrnoException) => cause.code ?? "refused",
  );
  over = true;
  const wasGone = await watching;
  if (failure !== null) return `rename: ${failure}`;
  const now = await readFile(old, "utf8").catch(() => "");
  if (now !== String(i)) return "the other is not there afterwards";
  return wasGone ? "it was gone for a while" : null;
}

async function isMissing(path: string): Promise<boolean> {
  return stat(path).then(
    () => false,
    (cause: NodeJS.ErrnoException) => cause.code === "ENOENT",
  );
}
