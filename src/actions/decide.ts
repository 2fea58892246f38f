import type { Decisions } from "../run/decide.ts";
import type { DecidedRun } from "../run/decided-run.ts";
import { openRun, withRun } from "./open-run.ts";

/**
 * Applies a policy to a run's stored scores; no inference.
 * @throws CliError (exit code 2): no run, damaged scores, a policy that cannot be read or applied
 */
export function decideRun(folder: string, policy: string): Promise<Decisions> {
  return withRun({ folder, policy }, async ({ decisions }) => decisions);
}

/**
 * Another policy for a run that is open, or that did not open by the one before.
 * @param view null where the run is not open; it serves no longer once this returns
 * @throws CliError as {@link decideRun}; then `view` still serves
 */
export function decideAnew(view: DecidedRun | null, folder: string, policy: string): Promise<DecidedRun> {
  return view === null ? openRun(folder, policy) : view.use(policy);
}
