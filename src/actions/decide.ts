import type { Policy } from "../../filters/policies.ts";
import { loadPolicy } from "../policy/load.ts";
import { choiceOf, choosePolicy, chosenPolicy } from "../run/chosen-policy.ts";
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

/** What was chosen for a run so far: who keeps it open hands it on when choosing. */
export function choiceSoFar(folder: string): Promise<string | null> {
  return choiceOf(folder);
}

/**
 * Decides an open run by another policy from now on.
 * @param seen {@link choiceSoFar} when the run was opened
 * @returns the run, and what was chosen for it now
 * @throws CliError as {@link decideRun}, and where another was chosen since; the run's policy stays
 */
export async function decideOpenBy(
  view: DecidedRun,
  policy: string,
  seen: string | null,
): Promise<{ readonly view: DecidedRun; readonly choice: string }> {
  const decided = await view.use(policy);
  try {
    return { view: decided, choice: await choosePolicy(view.folder, policy, seen) };
  } catch (error) {
    // The open run's tables were decided anew by then.
    await view.use(view.policySource).catch(() => {});
    throw error;
  }
}

/** The policy that an open run is decided by where it is not the run's own: as it was named to look at it so; else null. */
export async function otherPolicyOf({ folder, policySource }: DecidedRun): Promise<string | null> {
  const own = await chosenPolicy(folder).catch(() => null);
  return own === policySource ? null : policySource;
}

/** The policy that decides a run, for people, as `default v6`. @param policy another than the run's own @throws CliError (exit code 2) where it cannot be read */
export async function policyOf(folder: string, policy?: string): Promise<string> {
  return policyNamed(await loadPolicy(policy ?? (await chosenPolicy(folder))));
}

/** A policy for people. */
export function policyNamed({ name, version }: Pick<Policy, "name" | "version">): string {
  return `${name} v${version}`;
}
