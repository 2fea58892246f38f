import { BREAK_SECONDS, type Limits } from "../../review/exposure.ts";
import type { PlanItem } from "../../review/plan.ts";
import type { Verdict } from "../../store/labels.ts";

/** What of the pair on screen is, and was, shown. */
export interface Shown {
  /** Rung of the exposure ladder on screen. */
  readonly rung: number;
  /** Whether the caption is in clear. */
  readonly caption: boolean;
  readonly topRung: number;
  readonly captionSeen: boolean;
  /** When the pair came up, and when a key last revealed something; milliseconds. */
  readonly since: number;
  readonly touched: number;
}

/** A verdict that was given. */
export interface Done {
  readonly item: PlanItem;
  readonly verdict: Verdict;
  /** Near duplicates in the queue that it covers. */
  readonly covered: readonly PlanItem[];
}

export interface ReviewState {
  /** The first one is on screen. */
  readonly pending: readonly PlanItem[];
  /** In the order judged; the last one can be taken back. */
  readonly done: readonly Done[];
  readonly shown: Shown;
  /** The next verdict covers the near duplicates too. */
  readonly bulk: boolean;
  /** Goes with the next verdict. */
  readonly note: string;
  /** Exposure points spent in the last 12 hours. */
  readonly spent: number;
  /** Verdicts since the last break, and when that was. */
  readonly given: number;
  readonly rested: number;
  /** When everything was covered; null while it is not. */
  readonly paused: number | null;
}

export type ReviewAction = { readonly now: number } & (
  | { readonly type: "judge"; readonly verdict: Verdict; readonly also: readonly string[] }
  /** Takes back the last verdict, or the one on `key` that could not be written. */
  | { readonly type: "undo"; readonly key?: string }
  | { readonly type: "show"; readonly rung: number; readonly points: number }
  | { readonly type: "caption"; readonly points: number }
  | { readonly type: "hide" }
  | { readonly type: "bulk" }
  | { readonly type: "note"; readonly text: string }
  | { readonly type: "pause" }
  | { readonly type: "resume" }
);

/** Where a pair is hidden again: its scores stay if they were asked for. */
const HARMLESS = 1;

export function unseen(now: number): Shown {
  return { rung: 0, caption: false, topRung: 0, captionSeen: false, since: now, touched: now };
}

/** One pair after the other; a skipped one comes back at the end, one taken back comes back at once. */
export function review(state: ReviewState, action: ReviewAction): ReviewState {
  const { shown, pending, done } = state;
  const [item, ...rest] = pending;
  const next = { shown: unseen(action.now), bulk: false, note: "" };
  switch (action.type) {
    case "judge": {
      if (item === undefined) return state;
      const given = state.given + 1;
      if (action.verdict === "skip") return { ...state, ...next, given, pending: [...rest, item] };
      const { verdict, also } = action;
      const covered = rest.filter(({ key }) => also.includes(key));
      const open = rest.filter((one) => !covered.includes(one));
      return { ...state, ...next, given, pending: open, done: [...done, { item, verdict, covered }] };
    }
    case "undo": {
      const at =
        action.key === undefined ? done.length - 1 : done.findIndex((d) => d.item.key === action.key);
      const back = done[at];
      if (back === undefined) return state;
      const returned = [back.item, ...back.covered, ...pending];
      return { ...state, ...next, pending: returned, done: done.filter((_, i) => i !== at) };
    }
    case "show": {
      const { rung, points, now } = action;
      const topRung = Math.max(shown.topRung, rung);
      return { ...state, spent: state.spent + points, shown: { ...shown, rung, topRung, touched: now } };
    }
    case "caption": {
      const seen = { ...shown, caption: true, captionSeen: true, touched: action.now };
      return { ...state, spent: state.spent + action.points, shown: seen };
    }
    case "hide":
      return { ...state, shown: { ...shown, rung: Math.min(shown.rung, HARMLESS), caption: false } };
    case "bulk":
      return { ...state, bulk: !state.bulk };
    case "note":
      return { ...state, note: action.text };
    case "pause":
      return { ...review(state, { ...action, type: "hide" }), paused: action.now };
    case "resume":
      return resumed(state, action.now);
  }
}

/** Time under the cover is no time with the pair; two minutes of it are a break. */
function resumed(state: ReviewState, now: number): ReviewState {
  if (state.paused === null) return state;
  const away = now - state.paused;
  const shown = { ...state.shown, since: state.shown.since + away };
  const rest = away >= 1000 * BREAK_SECONDS ? { given: 0, rested: now } : {};
  return { ...state, shown, paused: null, ...rest };
}

/** Why nothing harmful may be revealed now, with the way on; null where it may. */
export function withheld(state: ReviewState, limits: Limits, now: number): string | null {
  if (state.spent >= limits.budget)
    return `exposure budget spent (${state.spent.toFixed(1)} of ${limits.budget} points in 12 h): judge by text and scores, or go on tomorrow`;
  return breakDue(state, limits, now)
    ? `a break is due: . covers the screen; ${BREAK_SECONDS / 60} minutes under it count`
    : null;
}

/** Whether the reviewer has judged too much, or too long, since the last break. */
export function breakDue({ given, rested }: ReviewState, limits: Limits, now: number): boolean {
  return given >= limits.breakAfter || (given > 0 && now - rested >= 60_000 * limits.breakMinutes);
}
