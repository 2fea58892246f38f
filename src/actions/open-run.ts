import { withCarriedPairs } from "../representation/carried-pairs.ts";
import { type DecidedRun, openDecidedRun } from "../run/decided-run.ts";
import { readRun } from "../run/run.ts";
import { findRuns, type RunListing } from "../run/runs.ts";
import { missingLine } from "../run/state.ts";
import { type Summary, summarise } from "../run/summary.ts";

/** A run that is open, or where it lies and the policy to decide it by: without one, the run's own. */
export type RunAt = DecidedRun | { readonly folder: string; readonly policy?: string | undefined };

/**
 * Opens a run and decides it; whoever opens it closes it.
 * @throws CliError (exit code 2): no run, damaged scores, a policy that cannot be read or applied
 */
export function openRun(folder: string, policy?: string): Promise<DecidedRun> {
  return openDecidedRun(folder, policy);
}

/** Works on a run; one that was not open before is closed afterwards. @throws CliError as {@link openRun} */
export async function withRun<T>(at: RunAt, work: (view: DecidedRun) => Promise<T>): Promise<T> {
  if ("query" in at) return work(at);
  const view = await openRun(at.folder, at.policy);
  try {
    return await work(view);
  } finally {
    view.close();
  }
}

/** Which shards of a run are missing and how to go on; null where none is. */
export function missingOf({ folder, run, missing }: DecidedRun): string | null {
  return missingLine(folder, run, missing);
}

/** What a run found, in counts and rates, and of what nothing measured the pairs that carry it. */
export async function summariseRun(run: DecidedRun): Promise<Summary> {
  return withCarriedPairs(run.query, await summarise(run));
}

/** The runs in a folder, last changed first; one that is damaged is listed with what is wrong. */
export function listRuns(folder: string): Promise<readonly RunListing[]> {
  return findRuns(folder);
}

/** The dataset that a run is of, as it was named; several places are parted by spaces. @throws CliError (exit code 2) where there is no run */
export async function datasetOf(run: string): Promise<string> {
  return (await readRun(run)).inputs.uri;
}
