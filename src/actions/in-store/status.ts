import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { PUSH_DONE, type WritableStore } from "../../../datasets/index.ts";
import { leasesIn } from "../../claims/lease-objects.ts";
import type { Context } from "../../process/events.ts";
import { type RunPart, readParts, readRun } from "../../run/run.ts";
import { type RunStatus, statusFrom } from "../cluster/status.ts";
import { readBook } from "../elsewhere/book.ts";
import { getFile, getParts } from "./get-shards.ts";
import { CLAIMS, openRunPlace, plannedAt, unpackPlan, withMirror } from "./place.ts";
import { doneIn } from "./scores.ts";

/**
 * Where a run in object storage stands: by its plan, a listing of its scores, its leases and what its workers say.
 * @throws CliError (exit code 2) where nothing was planned there, or the place cannot be reached
 */
export async function statusInStore(uri: string, context: Context): Promise<RunStatus> {
  const { signal } = context;
  const place = await openRunPlace(uri, signal);
  const plan = plannedAt(place);
  const { store, isSealed } = place;
  return withMirror(store.name, context, async (folder) => {
    await unpackPlan(plan, folder);
    const shards = (await readRun(folder)).inputs.shards.map(({ name }) => name);
    const done = doneIn(store);
    await done.refresh(signal);
    const missing = shards.filter((shard) => !done.has(shard));
    if (isSealed) {
      // Who sealed keeps what workers said under a name of its own.
      const files = (await readBook(store, PUSH_DONE, signal))?.files ?? [];
      for (const { path, at = path } of files)
        if (/^parts\/[^/]+\.json$/u.test(path)) await getFile(store, at, join(folder, path), signal);
    } else await getParts(store, folder, signal);
    const leases = isSealed ? { claimed: [], failures: [] } : await leasesIn(`${store.name}/${CLAIMS}`);
    const found = { shards: shards.length, missing, parts: await readParts(folder), ...leases };
    const clock = await clockOf(store, signal);
    const written = new Map<string, number>();
    for await (const { key, modified } of store.list("parts/", signal))
      if (modified !== undefined) written.set(key, modified);
    const quiet = ({ part, seen }: RunPart) => {
      const at = written.get(`parts/${part}.json`);
      // Where it may not be asked, by this machine's clock and the worker's.
      const apart =
        clock === undefined || at === undefined
          ? context.now().getTime() - Date.parse(seen ?? "")
          : clock - at;
      return apart / 1000;
    };
    return statusFrom(store.name, found, quiet, (isAtWork) => {
      if (isSealed) return "sealed";
      if (isAtWork) return "running";
      return missing.length === shards.length ? "planned" : "incomplete";
    });
  });
}

/** What time it is by the storage's clock, milliseconds: when it wrote an object that goes again. `undefined` to who may not write */
async function clockOf(store: WritableStore, signal: AbortSignal): Promise<number | undefined> {
  const key = `.sluice/clock-${randomUUID()}`;
  let now: number | undefined;
  try {
    await store.putIfAbsent(key, Buffer.from(key), signal);
    for await (const { modified } of store.list(key, signal)) now = modified;
    await store.remove(key, signal);
  } catch {
    signal.throwIfAborted();
  }
  return now;
}
