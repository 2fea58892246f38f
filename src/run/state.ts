import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { claimsFolder, type RunFile, scorePath } from "./run.ts";

/** Where a run stands: nothing is scored yet; somebody is at it; shards are missing and nobody is; or it is whole. */
export type RunState = "planned" | "running" | "incomplete" | "sealed";

/** Shards of the run that have no scores. */
export function missingShards(folder: string, run: Pick<RunFile, "inputs">): readonly string[] {
  return run.inputs.shards.map(({ name }) => name).filter((name) => !existsSync(scorePath(folder, name)));
}

/** The state of a run, by what lies in its folder. @param missing its shards without scores */
export function stateOf(folder: string, run: RunFile, missing: readonly string[]): RunState {
  if (missing.length === 0 && run.fingerprint !== null) return "sealed";
  if (isClaimed(folder)) return "running";
  return missing.length === run.inputs.shards.length && missing.length > 0 ? "planned" : "incomplete";
}

/** How long ago, milliseconds, a lease may have shown life: some beats, and clocks that differ a little. */
const ALIVE_MS = 180_000;

function isClaimed(folder: string): boolean {
  const claims = claimsFolder(folder);
  try {
    return readdirSync(claims).some(
      (name) => name.endsWith(".lease") && statSync(join(claims, name)).mtimeMs > Date.now() - ALIVE_MS,
    );
  } catch {
    // Nobody has claimed anything, or the last one ends just now.
    return false;
  }
}
