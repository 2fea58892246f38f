import type { DecidedRun } from "../run/decided-run.ts";
import { loadLabels, type Scrubbed, scrub } from "../run/questions/scrub.ts";

/** A rule's predicate as it is and as it would be. */
export interface MovedRule {
  readonly was: string;
  readonly now: string;
  /** SQL of what the moved cut is compared with. */
  readonly value: string;
}

/** Puts the reviewers' verdicts where {@link tryMovedRule} asks for them; how many there are. */
export function beginScrub(view: DecidedRun): Promise<number> {
  return loadLabels(view);
}

/** What a moved cut would change over the whole run; nothing is decided. */
export function tryMovedRule(view: DecidedRun, { was, now, value }: MovedRule): Promise<Scrubbed> {
  return scrub(view, was, now, value);
}
