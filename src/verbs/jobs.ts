import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Gate } from "../gate/gate.ts";
import { destroySealedStore, openSealedStore, type SealedStore } from "../gate/quarantine/sealed-store.ts";
import type { GateState, RequestState } from "../gate/state/state.ts";
import { oneLine } from "../process/errors.ts";
import { innerFolder } from "../process/safe-files.ts";

/** Most characters of a job's name, so that a file system takes it. */
const LONGEST = 100;

/** Opens the checkpoints of these requests' generation, which one folder holds. */
export async function openJob(gate: Gate, requests: readonly string[]): Promise<SealedStore> {
  const jobs = await innerFolder(join(gate.folder, "jobs"));
  return openSealedStore(join(jobs, requests.join("-").slice(0, LONGEST)));
}

/** Jobs that were removed, and those that should be and could not, with the reason. */
export interface EndedJobs {
  readonly removed: readonly string[];
  readonly left: readonly { readonly job: string; readonly why: string }[];
}

/**
 * Removes keys and checkpoints of jobs that no rule lets go on: each of their requests is done, denied or out of its
 * grant, and none of that is ever taken back.
 */
export async function removeEndedJobs(gate: Gate, now: () => Date): Promise<EndedJobs> {
  const folder = join(gate.folder, "jobs");
  const at = Math.max(gate.state.clock, now().getTime());
  const removed: string[] = [];
  const left: { job: string; why: string }[] = [];
  for (const job of await foldersIn(folder)) {
    if (!isOver(job, gate.state, at)) continue;
    await destroySealedStore(join(folder, job)).then(
      () => removed.push(job),
      // In a shared gate a job is its requester's alone.
      (error: unknown) => left.push({ job, why: oneLine(error) }),
    );
  }
  return { removed, left };
}

async function foldersIn(folder: string): Promise<readonly string[]> {
  if (!(await lstat(folder).catch(() => null))?.isDirectory()) return [];
  const entries = await readdir(folder, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}

/** A job runs as long as one of its requests does; of a name that was cut, any request of the same person may be one. */
function isOver(job: string, { requests }: GateState, at: number): boolean {
  const cut = job.length === LONGEST;
  const named = job.split("-").slice(0, cut ? -1 : undefined);
  const known = named.flatMap((id) => requests.get(id) ?? []);
  // What another process asked for in the meantime is not known here yet.
  if (known.length === 0 || known.length < named.length) return false;
  const all = cut
    ? [...requests.values()].filter(({ requester }) => requester === known[0]?.requester)
    : known;
  return all.every((request) => cannotGoOn(request, at));
}

function cannotGoOn({ status, expires }: RequestState, at: number): boolean {
  return status === "done" || status === "denied" || (expires !== null && at >= expires);
}
