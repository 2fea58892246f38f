import { readFile, rename } from "node:fs/promises";
import { type LockOptions, lock } from "proper-lockfile";
import { CliError } from "./errors.ts";
import { withPart } from "./files.ts";
import { refuseStandIn } from "./stand-in.ts";

/** After which silence, milliseconds, the holder of a turn is taken for dead, and how others wait for theirs. */
const TURN: LockOptions = {
  realpath: false,
  stale: 10_000,
  retries: { retries: 1500, factor: 1.1, minTimeout: 4, maxTimeout: 40 },
  // Who slept so long that another took the turn finds the file changed.
  onCompromised: () => {},
};

/** How often a file may change under one who writes without turns, such as an editor, before it is given up. */
const TRIES = 10;

/**
 * Changes one record of a file that others change too: reads it, lets `change` say what it becomes, and replaces it
 * only where it still is what was read. Who changes it this way takes turns; nobody's change is lost.
 * @param change gets null where there is no file; called again where the file changed meanwhile
 * @param mode of the file; as the umask has it unless given
 * @throws CliError (exit code 2) where it never stands still
 * @throws what `change` throws; the file stays
 */
export async function changeFile(
  path: string,
  change: (old: string | null) => string | Promise<string>,
  mode?: number,
): Promise<void> {
  refuseStandIn(path);
  const release = await lock(path, TURN);
  try {
    for (let i = 0; i < TRIES; i++) {
      const old = await textOf(path);
      const next = await change(old);
      const name = async (part: string) => {
        if ((await textOf(path)) !== old) return false;
        await rename(part, path);
        return true;
      };
      const written = await withPart(path, next, name, mode);
      if (written) return;
    }
    throw new CliError(`Cannot write "${path}": it changed meanwhile, again and again; try once more`, {
      exitCode: 2,
    });
  } finally {
    await release().catch(() => {});
  }
}

async function textOf(path: string): Promise<string | null> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw cause;
  }
}
