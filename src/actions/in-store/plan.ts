import { existsSync } from "node:fs";
import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import { CliError } from "../../process/errors.ts";
import type { Context } from "../../process/events.ts";
import type { AuditWish } from "../audit.ts";
import { type Planned, planRun } from "../cluster/plan.ts";
import { openRunPlace, putPlan, refuseUnfit, unpackPlan, withMirror } from "./place.ts";

/**
 * Plans a run into an empty place of object storage, by one object that is put once: of two who plan at once, one is
 * heard, and the other is refused where it asked for something else.
 * @throws CliError (exit code 2) as plans into folders, and where something else lies in the place
 */
export async function planInStore(wish: AuditWish, context: Context): Promise<Planned> {
  const { signal } = context;
  const place = await openRunPlace(wish.out ?? "", signal);
  const { name } = place.store;
  if (wish.fetch !== undefined || wish.shard !== undefined)
    throw new CliError(
      `Cannot use ${wish.fetch === undefined ? "--shard" : "--fetch"} with a run in object storage: ${wish.fetch === undefined ? "workers claim its shards" : "fetch first, and audit what came"}`,
      { exitCode: 2 },
    );
  if (place.planned === undefined) await refuseUnfit(place, signal);
  const planned = await withMirror(name, context, async (folder, own) => {
    if (place.planned !== undefined) await unpackPlan(place.planned, folder);
    const made = await planRun({ ...wish, out: folder, ...(await policyIn(folder, wish.policy)) }, own);
    return place.planned !== undefined || (await putPlan(place.store, folder, signal)) ? made : null;
  });
  // Another was first: whether it planned the same is said by planning on its plan.
  return planned === null ? planInStore(wish, context) : { ...planned, folder: name };
}

/** A policy of one's own goes along: who seals is another machine. */
export async function policyIn(
  folder: string,
  policy: string | undefined,
): Promise<{ readonly policy?: string }> {
  if (policy === undefined || !existsSync(policy)) return policy === undefined ? {} : { policy };
  const copy = join(folder, "policy.yaml");
  await copyFile(policy, copy);
  return { policy: copy };
}
