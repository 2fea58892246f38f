import { CliError } from "../process/errors.ts";
import type { DecidedRun } from "../run/decided-run.ts";
import type { DecisionReceipt } from "../run/questions/receipt.ts";
import { begunQueues } from "./kept-queues.ts";
import { buildQueue, type QueueOptions } from "./queue.ts";

/** The pairs that a queue drew from an open run, by how it was asked for: drawn once, since neither changes. */
const drawings = new WeakMap<DecidedRun, Map<string, Promise<ReadonlySet<string>>>>();

/**
 * A receipt as a reviewer may see it: while a pair of their queue waits for their own verdict, what others said of it
 * stays hidden, and only counted.
 */
export async function blinded(
  view: DecidedRun,
  receipt: DecisionReceipt,
  reviewer: string,
): Promise<DecisionReceipt> {
  const others = receipt.verdicts.filter((verdict) => verdict.reviewer !== reviewer);
  const own = receipt.verdicts.filter((verdict) => verdict.reviewer === reviewer);
  const judged = own.some(({ verdict }) => verdict !== "skip");
  if (others.length === 0 || judged || !(await queueOf(view, reviewer)).has(receipt.key)) return receipt;
  return { ...receipt, verdicts: own, hiddenVerdicts: others.length };
}

/** The pairs of a reviewer's queue that wait for their own verdict, by key: what others said of them is not theirs to know yet. */
export async function waitingFor(view: DecidedRun, reviewer: string): Promise<ReadonlySet<string>> {
  const waiting = new Set(await queueOf(view, reviewer));
  for (const record of (await view.labels()).standing)
    if (record.reviewer === reviewer && record.verdict !== "skip")
      for (const key of [record.key, ...record.also]) waiting.delete(key);
  return waiting;
}

/** The pairs of all queues that a reviewer began: leaving one for another finishes none. */
async function queueOf(view: DecidedRun, reviewer: string): Promise<ReadonlySet<string>> {
  // Read anew each time: they may have begun another queue.
  const keys = new Set<string>();
  const { queues, trouble } = await begunQueues(view.folder, reviewer);
  // What else they began is not known any more: of all that anybody judged, each pair may wait for them.
  if (trouble !== null)
    for (const { key, also } of (await view.labels()).standing)
      for (const one of [key, ...also]) keys.add(one);
  for (const queue of queues) {
    // An adjudicator is shown what reviewers said, and is none of them.
    if (queue.strategy === "adjudicate") continue;
    for (const key of await drawnOnce(view, { ...queue, strategy: queue.strategy })) keys.add(key);
  }
  return keys;
}

function drawnOnce(view: DecidedRun, queue: QueueOptions): Promise<ReadonlySet<string>> {
  const known = drawings.get(view) ?? new Map<string, Promise<ReadonlySet<string>>>();
  drawings.set(view, known);
  const asked = JSON.stringify(queue);
  // Of a view that is gone, or a signal, nothing comes up any more: nobody waits in it.
  const found =
    known.get(asked) ??
    drawn(view, queue).catch((error: unknown) => {
      if (error instanceof CliError) return new Set<string>();
      // Whatever else goes wrong shows nobody's verdicts: it is asked anew.
      known.delete(asked);
      throw error;
    });
  known.set(asked, found);
  return found;
}

async function drawn(view: DecidedRun, options: QueueOptions): Promise<ReadonlySet<string>> {
  const { items } = await buildQueue(view, options);
  return new Set(items.map(({ key }) => key));
}
