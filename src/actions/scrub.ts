import type { DecidedRun } from "../run/decided-run.ts";
import { loadLabels, type Scrubbed, scrub } from "../run/questions/scrub.ts";
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

/** What a moved cut would change, and why no run of such scores can be decided by it; null where it can. */
export interface Tried extends Scrubbed {
  readonly trouble: string | null;
}

/** What a moved cut would change over the whole run; nothing is decided. */
export async function tryMovedRule(view: DecidedRun, { id, was, now, value }: MovedRule): Promise<Tried> {
  const trouble = await wholeNumberTrouble(view.query, [{ id, when: now }]);
  return { ...(await scrub(view, was, now, value)), trouble };
}
