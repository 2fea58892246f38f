import { decimals } from "../process/figures.ts";
import type { LabelRecord } from "../run/labels.ts";

/** The exposure ladder: each rung shows more than the one before; text is masked. */
export const rungs = ["text", "scores", "edges", "mosaic", "greyscale", "colour"] as const;

/** What a pair costs whose image was shown up to a rung; scores and masked text cost nothing. */
const COST = [0, 0, 0.1, 0.2, 0.6, 1] as const;

/** What a caption in clear costs. */
const CAPTION_COST = 0.3;

/** Limits that protect the reviewer; a lead sets them, a session obeys. */
export interface Limits {
  /** Points per {@link WINDOW_HOURS} hours. */
  readonly budget: number;
  /** Verdicts after which a break is due. */
  readonly breakAfter: number;
  /** Minutes after which a break is due. */
  readonly breakMinutes: number;
  /** Seconds after which what was revealed hides by itself. */
  readonly hideAfter: number;
  /** The rung that a pair must have been drawn at, or above, before a verdict on it counts. */
  readonly judgeFrom: number;
  /** The rung that a pair under review comes up at. */
  readonly startRung: number;
  /** Captions whose highest text score is below it stand in clear; 0 masks all. Null: as each screen does by itself. */
  readonly veil: number | null;
}

/** The veil of screens that only look. */
export const LOOKING_VEIL = 0.1;

export const defaultLimits: Limits = {
  budget: 100,
  breakAfter: 100,
  breakMinutes: 25,
  hideAfter: 3,
  judgeFrom: 0,
  startRung: 0,
  veil: null,
};

/** Seconds of a pause that count as a break. */
export const BREAK_SECONDS = 120;

/** Over which time exposure adds up, restarts included. */
export const WINDOW_HOURS = 12;

/**
 * Exposure points of one pair: what was shown, weighted by how harmful the filters think it is, so that a
 * picture of a tree costs a quarter of a sure hit.
 * @param severity highest harm score of the pair, in [0, 1]
 */
export function exposurePoints(rung: number, caption: boolean, severity: number): number {
  const shown = (COST[rung] ?? 1) + (caption ? CAPTION_COST : 0);
  return shown * (0.25 + 0.75 * Math.min(1, Math.max(0, severity)));
}

/**
 * Exposure points of captions that the veil lets through: only what their scores say, since nobody asked for them.
 * @param doubts the highest text score of each, in [0, 1]
 */
export function clearPoints(doubts: readonly number[]): number {
  return doubts.reduce((sum, doubt) => sum + CAPTION_COST * doubt, 0);
}

/** Characters that people read in a second. */
const READ_PER_SECOND = 15;

/** Longest time that a text stays revealed, in seconds: who still reads reveals it again. */
const LONGEST_READ = 60;

/** Seconds after which a revealed caption hides by itself: as long as it takes to read, and never less than an image stays. */
export function captionSeconds(caption: string, { hideAfter }: Pick<Limits, "hideAfter">): number {
  return Math.max(hideAfter, Math.min(LONGEST_READ, hideAfter + caption.length / READ_PER_SECOND));
}

/** Why `points` more may not be spent, with the way on; null where they may. */
export function overBudget(spent: number, { budget }: Limits, points: number): string | null {
  if (points <= 0 || spent + points <= budget) return null;
  return `exposure budget: costs ${decimals(points, 1)}, ${decimals(spent, 1)} of ${budget} are spent in ${WINDOW_HOURS} h; judge by text and scores`;
}

/** A reviewer's verdicts since the last break. */
export interface Stint {
  readonly given: number;
  /** When it began, in milliseconds. */
  readonly since: number;
}

/**
 * The stint that a reviewer is in: it reaches back to the last {@link BREAK_SECONDS} without a record of
 * theirs, so that leaving and coming back is no break.
 */
export function stintOf(records: readonly LabelRecord[], reviewer: string, now: Date): Stint {
  const own = records.filter((record) => record.reviewer === reviewer);
  let since = now.getTime();
  let given = 0;
  for (const record of own.toReversed()) {
    const time = Date.parse(record.time);
    if (since - time >= 1000 * BREAK_SECONDS) break;
    since = Math.min(since, time);
    if (record.type === "verdict") given++;
  }
  return { given, since };
}

/** Whether a break is due: too much was judged, or for too long. */
export function stintOver({ given, since }: Stint, limits: Limits, now: number): boolean {
  return given >= limits.breakAfter || (given > 0 && now - since >= 60_000 * limits.breakMinutes);
}

/** What {@link stintOver} means for who wants to see more. */
export const BREAK_DUE = `a break is due: . covers the screen; ${BREAK_SECONDS / 60} minutes under it count`;

/** Who looks, what was written down of all, and the limits that hold for them. */
export interface Looking {
  readonly records: readonly LabelRecord[];
  readonly reviewer: string;
  readonly limits: Limits;
  readonly now: Date;
}

/** Why what costs `points` may not be revealed now, with the way on: over the budget, or a break is due; null where it may. */
export function refusedReveal({ records, reviewer, limits, now }: Looking, points: number): string | null {
  const tired = stintOver(stintOf(records, reviewer, now), limits, now.getTime());
  return overBudget(spentPoints(records, reviewer, now), limits, points) ?? (tired ? BREAK_DUE : null);
}

/** Points that a reviewer spent in the last {@link WINDOW_HOURS} hours. */
export function spentPoints(records: readonly LabelRecord[], reviewer: string, now: Date): number {
  const since = now.getTime() - WINDOW_HOURS * 3_600_000;
  return records.reduce(
    (sum, record) =>
      "points" in record && record.reviewer === reviewer && Date.parse(record.time) >= since
        ? sum + record.points
        : sum,
    0,
  );
}
