import { choosePolicy, chosenPolicy } from "../run/chosen-policy.ts";
import type { Decisions } from "../run/decide.ts";
import type { DecidedRun } from "../run/decided-run.ts";
import { withRun } from "./open-run.ts";

/**
 * Applies a policy to a run's stored scores, and keeps it as the one that decides the run; no inference.
 * @param policy without it, the run's own is applied
 * @throws CliError (exit code 2): no run, damaged scores, a policy that cannot be read or applied
 */
export function decideRun(folder: string, policy?: string): Promise<Decisions> {
  return withRun({ folder, policy }, async ({ decisions }) => {
    if (policy !== undefined) await choosePolicy(folder, policy);
    return decisions;
  });
}

/** Decides an open run by another policy from now on. @throws CliError as {@link decideRun}; the run's policy stays */
export async function decideOpenBy(view: DecidedRun, policy: string): Promise<DecidedRun> {
  const decided = await view.use(policy);
  await choosePolicy(view.folder, policy);
  return decided;
}

/** The policy that an open run is decided by where it is not the run's own: as it was named to look at it so; else null. */
export async function otherPolicyOf({ folder, policySource }: DecidedRun): Promise<string | null> {
  const own = await chosenPolicy(folder).catch(() => null);
  return own === policySource ? null : policySource;
}
