import { join } from "node:path";
import { PUSH_DONE } from "../../../datasets/index.ts";
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
    // By this machine's clock and the worker's: storage tells no time of a reading.
    const quiet = ({ seen }: RunPart) => (context.now().getTime() - Date.parse(seen ?? "")) / 1000;
    return statusFrom(store.name, found, quiet, (isAtWork) => {
      if (isSealed) return "sealed";
      if (isAtWork) return "running";
      return missing.length === shards.length ? "planned" : "incomplete";
    });
  });
}
