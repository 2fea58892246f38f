import { auditIdentities, type IdentityAudit, naming } from "../run/questions/identities.ts";
import { SMALLEST } from "../statistics/association.ts";
import { type RunAt, withRun } from "./open-run.ts";

/** Which groups captions name, and what befalls them. */
export interface IdentitiesFound {
  readonly audit: IdentityAudit;
  /** Pairs below which a group's figures are suppressed. */
  readonly smallest: number;
  /** The pairs that name a group, as a predicate. */
  readonly naming: (group: string) => string;
}

/** Which groups captions name, beside which flags, and whom the policy removes. @throws CliError (exit code 2) where identity-terms did not run */
export function findIdentities(at: RunAt): Promise<IdentitiesFound> {
  return withRun(at, async (view) => ({ audit: await auditIdentities(view), smallest: SMALLEST, naming }));
}
