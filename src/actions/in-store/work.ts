import type { Work } from "../../claims/claim.ts";
import { openObjectLeases } from "../../claims/lease-objects.ts";
import { LEASE_SECONDS } from "../../claims/leases.ts";
import { CliError } from "../../process/errors.ts";
import type { Context } from "../../process/events.ts";
import { readRun } from "../../run/run.ts";
import { type WorkerResult, type WorkWish, workOnFolder } from "../cluster/work.ts";
import { CLAIMS, openRunPlace, plannedAt, unpackPlan, withMirror } from "./place.ts";
import { doneIn, putPart, putShard } from "./scores.ts";
import { sealInStore } from "./seal.ts";

/** How often a worker says in the run's place that it is there, milliseconds. */
const SAID_EVERY = 30_000;

/**
 * Claims and scores shards of a run in object storage, with nothing shared but that: a shard's scores are put under
 * their name where nobody's are, which is what makes it done.
 * @throws CliError as working on a folder does
 */
export async function workInStore(wish: WorkWish, context: Context): Promise<WorkerResult> {
  const { signal } = context;
  if (wish.queue !== undefined)
    throw new CliError(
      `Cannot use --queue with a run in object storage: its shards are claimed where it lies`,
      {
        exitCode: 2,
      },
    );
  const place = await openRunPlace(wish.run, signal);
  const plan = plannedAt(place);
  const { store } = place;
  const done = doneIn(store);
  const result = await withMirror(store.name, context, async (folder, own) => {
    await unpackPlan(plan, folder);
    const shards = (await readRun(folder)).inputs.shards.map(({ name }) => name);
    if (!place.isSealed) await done.refresh(signal);
    const isDone = (shard: string) => place.isSealed || done.has(shard);
    const claims = (what: Work) =>
      openObjectLeases(what, {
        place: `${store.name}/${CLAIMS}`,
        look: (shard) => done.look(shard),
        seconds: wish.lease ?? LEASE_SECONDS,
        again: wish.again ?? false,
        from: Math.floor(Math.random() * what.shards.length),
      });
    const put = async (shard: string, its: AbortSignal) => {
      await putPart(store, folder);
      await putShard(store, folder, shard, its);
    };
    // Who asks where the run stands hears of it while a long shard goes on; at its end it is put for certain.
    let said = Promise.resolve();
    const say = () => {
      said = said.then(() => putPart(store, folder)).catch(() => {});
    };
    const saying = setInterval(say, SAID_EVERY);
    const means = { claims, elsewhere: { isDone, put } };
    const worked = await workOnFolder({ ...wish, run: folder }, own, means).finally(() =>
      clearInterval(saying),
    );
    // One that is under way would be heard after the last.
    await said;
    await putPart(store, folder);
    if (!place.isSealed) await done.refresh(signal);
    return { ...worked, complete: shards.every(isDone) };
  });
  const seals = result.complete && wish.seal === true && !place.isSealed;
  if (seals) await sealInStore(wish.run, undefined, context);
  return { ...result, sealed: seals };
}
