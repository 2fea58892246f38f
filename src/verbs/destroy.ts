import { dueImages } from "../gate/state/due.ts";
import { destroyOne, finishDestroyed } from "./destruction.ts";
import { removeEndedJobs } from "./jobs.ts";
import { type GateSession, inside } from "./opened.ts";

/** What was destroyed. */
export interface Destroyed {
  /** Images that were recorded as destroyed, and are. */
  readonly images: readonly string[];
  /** Images that were recorded before, and of which something was left: a crash came between. */
  readonly finished: readonly string[];
  /** Generations that cannot go on: what was kept of them is gone. */
  readonly jobs: readonly string[];
  /** Those of which it could not be removed, and why. */
  readonly left: readonly { readonly job: string; readonly why: string }[];
}

/**
 * Destroys sealed images: the ledger says so first, then the files go. Digests and scores stay. What an earlier
 * destruction left undone is done too.
 * @param image default: all whose days are over
 * @throws GateRefusal (exit code 3) when its days are not over, or the person is no steward
 */
export async function destroy(
  { [inside]: { gate, keys, now } }: GateSession,
  { image, reason }: { readonly image?: string | undefined; readonly reason: string },
): Promise<Destroyed> {
  const finished = await finishDestroyed(gate, now);
  const { removed, left } = await removeEndedJobs(gate, now);
  const images = image === undefined ? dueImages(gate.state, now().getTime()) : [image];
  for (const one of images) await destroyOne(gate, keys.signing, one, reason, now);
  return { images, finished, jobs: removed, left };
}
