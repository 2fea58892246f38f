import { sealRun as seal } from "../../pipelines/audit/seal.ts";
import type { SealerWish } from "../../pipelines/audit/sealer.ts";
import { choosePolicy } from "../../run/chosen-policy.ts";
import { isInStore } from "../elsewhere/book.ts";
import { sealInStore } from "../in-store/seal.ts";
import { type RunReport, reportRun } from "../report.ts";

/**
 * Makes a run whole once all its shards are done, decides it and writes its report. Nothing is inferred.
 * @throws CliError (exit code 1) naming shards that are missing; (exit code 2) a policy that cannot be applied
 */
export async function sealRun(
  run: string,
  policy: string | undefined,
  context: SealerWish,
): Promise<RunReport> {
  if (isInStore(run)) return sealInStore(run, policy, context);
  await seal(run, context);
  if (policy !== undefined) await choosePolicy(run, policy);
  return reportRun(run, policy);
}
