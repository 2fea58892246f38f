import { plan } from "../../pipelines/audit/audit.ts";
import type { Context } from "../../process/events.ts";
import { choosePolicy } from "../../run/chosen-policy.ts";
import { type AuditWish, auditOptions } from "../audit.ts";

/** A run that was planned. */
export interface Planned {
  readonly folder: string;
  readonly shards: number;
  readonly filters: readonly string[];
}

/**
 * Writes a run without scoring: `run.json`, and which pairs are drawn where not all are. Workers do the rest.
 * @throws CliError (exit code 2) when what is asked for is not there or does not fit the run that is
 */
export async function planRun(wish: AuditWish, context: Context): Promise<Planned> {
  const options = await auditOptions(wish, context);
  const { run } = await plan(options, context);
  if (wish.policy !== undefined) await choosePolicy(options.out, wish.policy);
  return {
    folder: options.out,
    shards: run.inputs.shards.length,
    filters: run.inputs.filters.map(({ id }) => id),
  };
}
