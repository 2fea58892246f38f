import { join } from "node:path";
import { ownName, sweepLeft } from "./own-folder.ts";

const SPILL = ".duckdb-";

/**
 * A folder that one connection alone spills into, named for its process: DuckDB numbers its files from 0 in each, and
 * takes them all away as it closes. It is there only while something is spilled.
 */
export function spillFolder(folder: string): string {
  return join(folder, ownName(SPILL));
}

/** Takes away what connections left behind whose processes were killed; what may be a living one's stays. */
export function sweepSpills(folder: string): void {
  sweepLeft(folder, SPILL);
}
