import type { Command } from "commander";
import { type Limits, rungs } from "../exposure/ladder.ts";
import type { ReviewQueue } from "../review/kept-queues.ts";
import { finiteNumber, oneOf, score, wholeNumber } from "./options.ts";

/** Flags of whatever opens a review: which queue, whose, and its limits. */
export interface ReviewFlags {
  readonly strategy?: ReviewQueue["strategy"];
  readonly signal?: string;
  readonly cut?: number;
  readonly size?: number;
  readonly seed?: number;
  readonly view?: string;
  readonly reviewer?: string;
  readonly policy?: string;
  readonly data?: string;
  readonly exposureBudget?: number;
  readonly breakAfter?: number;
  readonly hideAfter?: number;
  readonly veil?: number;
  readonly judgeFrom?: (typeof rungs)[number];
  readonly startRung?: (typeof rungs)[number];
}

/** Adds them. */
export function addReviewFlags(command: Command): Command {
  return command
    .option(
      "--strategy <name>",
      "flagged, around (a cut), stratified (over score bins, by chance), clusters (of near duplicates) or adjudicate (what reviewers disagree on); without it the queue that was left",
      oneOf("flagged", "around", "stratified", "clusters", "adjudicate"),
    )
    .option("--signal <id>", "what around and stratified go by, as text_toxicity")
    .option("--cut <score>", "where around looks", finiteNumber)
    .option("--view <name>", "go through a view that was saved with :save")
    .option("--size <n>", "pairs at most", wholeNumber(1))
    .option("--seed <n>", "which pairs chance draws", wholeNumber(0))
    .option(
      "--reviewer <name>",
      "whose label file is written (default: $SLUICE_REVIEWER, or the user's name)",
    )
    .option("--policy <file>", "default, strict or a YAML file (default: the run's)")
    .option("--data <uri>", "where the dataset lies now, when it moved")
    .option("--exposure-budget <points>", "what may be revealed in 12 hours (100)", wholeNumber(0))
    .option("--break-after <n>", "verdicts after which a break is due (100)", wholeNumber(1))
    .option(
      "--hide-after <seconds>",
      "when revealed images hide by themselves (3); a caption stays as long as it takes to read",
      wholeNumber(1),
    )
    .option(
      "--judge-from <rung>",
      `what must have been drawn of a pair before a verdict on it counts: ${rungs.join(", ")} (text)`,
      oneOf(...rungs),
    )
    .option(
      "--start-rung <rung>",
      "what a pair comes up with, counted as if it was asked for (text)",
      oneOf(...rungs),
    )
    .option(
      "--veil <score>",
      "captions that score below it stand in clear, and are counted (0: all stay masked)",
      score,
    );
}

/** The queue that was asked for. */
export function queueOf({ strategy, signal, cut, size, seed, view }: ReviewFlags): Partial<ReviewQueue> {
  const given = { strategy: view === undefined ? strategy : "view", signal, cut, size, seed, view };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/** The limits that were. */
export function limitsOf(flags: ReviewFlags): Partial<Limits> {
  const { exposureBudget, breakAfter, hideAfter, judgeFrom, startRung, veil } = flags;
  return {
    ...(exposureBudget === undefined ? {} : { budget: exposureBudget }),
    ...(breakAfter === undefined ? {} : { breakAfter }),
    ...(hideAfter === undefined ? {} : { hideAfter }),
    ...(veil === undefined ? {} : { veil }),
    ...(judgeFrom === undefined ? {} : { judgeFrom: rungs.indexOf(judgeFrom) }),
    ...(startRung === undefined ? {} : { startRung: rungs.indexOf(startRung) }),
  };
}
