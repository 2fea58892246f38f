import { waitingFor } from "../review/blind.ts";
import type { DecidedRun } from "../run/decided-run.ts";
import { labelledOf, loadLabels, type Scrubbed, scrub } from "../run/questions/scrub.ts";
import { wholeNumberTrouble } from "../run/whole-numbers.ts";

/** A rule's predicate as it is and as it would be. */
export interface MovedRule {
  readonly id: string;
  readonly was: string;
  readonly now: string;
  /** SQL of what the moved cut is compared with. */
  readonly value: string;
}

/** Puts the reviewers' verdicts where {@link tryMovedRule} asks for them; how many there are. */
export function beginScrub(view: DecidedRun): Promise<number> {
  return loadLabels(view);
}

/**
 * The labelled pairs that a rate of a moved rule is of, but for those that wait for a verdict of who asks.
 * @returns `hidden`: how many those are
 */
export async function pairsOfRate(
  view: DecidedRun,
  now: string,
  rate: "precision" | "recall",
  reviewer: string,
): Promise<{ readonly keys: readonly string[]; readonly hidden: number }> {
  const all = await labelledOf(view, now, rate);
  const waiting = await waitingFor(view, reviewer);
  const keys = all.filter((key) => !waiting.has(key));
  return { keys, hidden: all.length - keys.length };
}

/** What a moved cut would change, and why no run of such scores can be decided by it; null where it can. */
export interface Tried extends Scrubbed {
  readonly trouble: string | null;
}

/** What a moved cut would change over the whole run; nothing is decided. */
export async function tryMovedRule(view: DecidedRun, { id, was, now, value }: MovedRule): Promise<Tried> {
  const trouble = await wholeNumberTrouble(view.query, [{ id, when: now }]);
  return { ...(await scrub(view, was, now, value)), trouble };
}
