import { randomUUID } from "node:crypto";
import { readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { sha256Of } from "../digest/sha256.ts";
import { isGone, thisHolder } from "../process/holder.ts";

/** What nobody wrote into for so long, milliseconds, is nobody's, whatever machine it is of. */
const STALE_MS = 7 * 24 * 3600 * 1000;

const SPILL = ".duckdb-";

/**
 * A folder that one connection alone spills into, named for its process: DuckDB numbers its files from 0 in each, and
 * takes them all away as it closes. It is there only while something is spilled.
 */
export function spillFolder(folder: string): string {
  return join(folder, ownName(SPILL));
}

/** A name that no other process draws, and that says whose it is to {@link sweepLeft}. @param prefix ends with a dash */
export function ownName(prefix: string): string {
  const { pid, start, space } = thisHolder();
  return `${prefix}${pid}-${start || 0}-${shortOf(space)}-${randomUUID()}`;
}

/** Takes away what connections left behind whose processes were killed; what may be a living one's stays. */
export function sweepSpills(folder: string): void {
  sweepLeft(folder, SPILL);
}

/** Takes away folders by {@link ownName} whose processes were killed; what may be a living one's stays. */
export function sweepLeft(folder: string, prefix: string): void {
  for (const name of readdirSync(folder)) {
    if (!name.startsWith(prefix)) continue;
    try {
      if (isLeft(join(folder, name), name.slice(prefix.length)))
        rmSync(join(folder, name), { recursive: true, force: true });
    } catch {
      // Whoever may only read the run, or comes second, leaves it.
    }
  }
}

function isLeft(path: string, owner: string): boolean {
  const [pid = "", start = "", space = ""] = owner.split("-");
  const here = thisHolder();
  if (space === shortOf(here.space) && here.start !== "" && start !== "0")
    return isGone({ ...here, pid: Number(pid), start });
  const times = [path, ...readdirSync(path, { recursive: true }).map((file) => join(path, String(file)))];
  return times.every((one) => statSync(one).mtimeMs < Date.now() - STALE_MS);
}

/** The space that a process number counts in, as it stands in a name. */
function shortOf(space: string): string {
  return sha256Of(space).slice(0, 12);
}
