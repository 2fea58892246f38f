import type { Context } from "../process/events.ts";
import { endWith } from "../process/outlive-nobody.ts";
import { type Audited, type AuditWish, auditDataset } from "./audit.ts";
import { type Planned, planRun } from "./cluster/plan.ts";
import { sealRun } from "./cluster/seal.ts";
import { type RunStatus, statusOf } from "./cluster/status.ts";
import { type WorkerResult, type WorkWish, workRun } from "./cluster/work.ts";
import { isInStore } from "./elsewhere/book.ts";
import { planInStore } from "./in-store/plan.ts";
import { statusInStore } from "./in-store/status.ts";
import { workInStore } from "./in-store/work.ts";

/** Plans a run into a folder, or into a place of object storage. @throws CliError as {@link planRun} and {@link planInStore} */
export function planAt(wish: AuditWish, context: Context): Promise<Planned> {
  return isInStore(wish.out ?? "") ? planInStore(wish, context) : planRun(wish, context);
}

/** Where a run stands, wherever it lies. @throws CliError as {@link statusOf} and {@link statusInStore} */
export function statusAt(run: string, context: Context): Promise<RunStatus> {
  return isInStore(run) ? statusInStore(run, context) : statusOf(run);
}

/** Works on a run wherever it lies. @throws CliError as {@link workRun} and {@link workInStore} */
export function workAt(wish: WorkWish, context: Context): Promise<WorkerResult> {
  endWith(wish.env?.["SLUICE_PARENTS"]);
  return isInStore(wish.run) ? workInStore(wish, context) : workRun(wish, context);
}

/**
 * Audits into a folder, or into a place of object storage: there it plans, works, and seals once every shard is done;
 * what was begun is gone on with, and other workers may help.
 * @throws CliError as {@link auditDataset}
 */
export async function auditAt(wish: AuditWish, context: Context): Promise<Audited> {
  const { out = "", device, workers, hashes, custodian, env, config } = wish;
  if (!isInStore(out)) return auditDataset(wish, context);
  const planned = await planInStore(wish, context);
  const given = { device, workers, hashes, custodian, env, config };
  const how = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const { complete, sealed: _, ...worked } = await workInStore({ run: out, again: true, ...how }, context);
  const report = complete ? await sealRun(out, undefined, context) : null;
  const shardsFailed = worked.givenUp.length;
  return { folder: planned.folder, complete, shardsFailed, worked, report, trouble: null };
}
