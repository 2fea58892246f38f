import type { Decisions } from "../run/decide.ts";
import { withRun } from "./open-run.ts";

/**
 * Applies a policy to a run's stored scores; no inference.
 * @throws CliError (exit code 2): no run, damaged scores, a policy that cannot be read or applied
 */
export function decideRun(folder: string, policy: string): Promise<Decisions> {
  return withRun({ folder, policy }, async ({ decisions }) => decisions);
}
