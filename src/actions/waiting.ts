import { waitingFor } from "../review/blind.ts";
import { begunQueues } from "../review/kept-queues.ts";
import { withRun } from "./open-run.ts";

/** Pairs of a run that wait for a verdict of a reviewer; one that nobody left a queue of is not opened for it. */
export async function waitingIn(run: string, reviewer: string): Promise<ReadonlySet<string>> {
  const { queues, trouble } = await begunQueues(run, reviewer);
  if (queues.length === 0 && trouble === null) return new Set();
  return withRun({ folder: run }, (view) => waitingFor(view, reviewer));
}
