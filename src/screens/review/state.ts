import {
  BREAK_DUE,
  BREAK_SECONDS,
  type Limits,
  overBudget,
  spentPoints,
  stintOf,
  stintOver,
} from "../../exposure/ladder.ts";
import type { PlanItem, ReviewPlan } from "../../review/plan.ts";
import type { ReviewVerdict } from "../../run/labels.ts";

/** What of the pair on screen is, and was, shown. */
export interface Shown {
  /** Rung of the exposure ladder on screen. */
  readonly rung: number;
  /** Whether the caption is in clear. */
  readonly caption: boolean;
  /** It stands in clear below the veil: it does not hide by itself. */
  readonly resting: boolean;
  /** First line of the caption that is on screen. */
  readonly scroll: number;
  /** The highest rung that was drawn; a picture on its way is none yet. */
  readonly topRung: number;
  /** The highest rung that was paid for. */
  readonly paidRung: number;
  readonly captionSeen: boolean;
  /** When the pair was drawn, and when a key last revealed something; milliseconds. */
  readonly since: number;
  readonly touched: number;
}

/** A verdict that was given, and what comes back when it is taken back. */
export interface Done {
  /** Tells it from every other of this session. */
  readonly serial: number;
  readonly item: PlanItem;
  readonly verdict: ReviewVerdict;
  /** Near duplicates in the queue that it covers, of verdicts from before each had to be drawn. */
  readonly covered: readonly PlanItem[];
  readonly seen: Pick<Shown, "topRung" | "captionSeen">;
  readonly note: string;
}

export interface ReviewState {
  /** The first one is on screen. */
  readonly pending: readonly PlanItem[];
  /** In the order judged, skips too; the last one can be taken back. */
  readonly done: readonly Done[];
  readonly shown: Shown;
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

/** What of a pair can be revealed, and hides by itself. */
export type Part = "image" | "caption";

/** What was shown of a pair and could not be written: its cost, and what had been paid for before. */
export interface Unpaid {
  readonly key: string;
  readonly points: number;
  readonly paidRung: number;
  readonly captionSeen: boolean;
}

export type ReviewAction = { readonly now: number } & (
  | {
      readonly type: "judge";
      readonly verdict: ReviewVerdict;
      readonly serial: number;
    }
  /** Takes back the last verdict, or the one that could not be written. */
  | { readonly type: "undo"; readonly serial?: number }
  /** The pair of that key is drawn: its time runs from here. */
  | { readonly type: "drawn"; readonly key: string }
  /** A picture of the pair of that key is drawn at a rung. */
  | { readonly type: "pictured"; readonly key: string; readonly rung: number }
  /** `seen` is the rung that the terminal can really show; its picture, if it has one, comes later. */
  | { readonly type: "show"; readonly rung: number; readonly seen: number; readonly points: number }
  | { readonly type: "caption"; readonly points: number }
  /** Both unless one is named. */
  | { readonly type: "hide"; readonly part?: Part }
  | ({ readonly type: "unpaid" } & Unpaid)
  /** The caption scores below the veil: it stands in clear. */
  | { readonly type: "unveil"; readonly points: number }
  /** One line of the caption up or down; the face knows how many there are and how many fit. */
  | { readonly type: "scroll"; readonly by: -1 | 1; readonly lines: number; readonly rows: number }
  | { readonly type: "note"; readonly text: string }
  | { readonly type: "pause" }
  | { readonly type: "resume" }
);

/** Where a pair is hidden again: its scores stay if they were asked for. */
const HARMLESS = 1;

export function unseen(now: number): Shown {
  return {
    ...{ rung: 0, caption: false, resting: false, scroll: 0 },
    ...{ topRung: 0, paidRung: 0, captionSeen: false, since: now, touched: now },
  };
}

/** A review as it was left: what this reviewer judged stands, and what it cost them. */
export function reviewStart(plan: ReviewPlan, reviewer: string, now: Date): ReviewState {
  const time = now.getTime();
  const stint = stintOf(plan.records, reviewer, now);
  return {
    pending: plan.pending,
    done: plan.done.map(({ item, record, covered }, serial) => ({
      serial,
      item,
      verdict: record.verdict,
      covered,
      seen: { topRung: record.rung, captionSeen: record.caption },
      note: record.note ?? "",
    })),
    shown: unseen(time),
    note: "",
    spent: spentPoints(plan.records, reviewer, now),
    given: stint.given,
    rested: stint.since,
    paused: null,
  };
}

/** One pair after the other; a skipped one comes back at the end, one taken back comes back at once. */
export function review(state: ReviewState, action: ReviewAction): ReviewState {
  const { shown, pending, done } = state;
  const [item, ...rest] = pending;
  const next = { shown: unseen(action.now), note: "" };
  switch (action.type) {
    case "judge": {
      if (item === undefined) return state;
      const given = state.given + 1;
      const { serial, verdict } = action;
      const { topRung, captionSeen } = shown;
      const last = { serial, item, verdict, covered: [], seen: { topRung, captionSeen }, note: state.note };
      const queue = verdict === "skip" ? [...rest, item] : rest;
      return { ...state, ...next, given, pending: queue, done: [...done, last] };
    }
    case "undo": {
      const at =
        action.serial === undefined ? done.length - 1 : done.findIndex((d) => d.serial === action.serial);
      const back = done[at];
      if (back === undefined) return state;
      const others = pending.filter(({ key }) => key !== back.item.key);
      return {
        ...state,
        ...next,
        shown: { ...next.shown, ...back.seen, paidRung: back.seen.topRung },
        note: back.note,
        pending: [back.item, ...back.covered, ...others],
        done: done.filter((_, i) => i !== at),
      };
    }
    case "show": {
      const { rung, seen, points, now } = action;
      const paidRung = Math.max(shown.paidRung, seen);
      const topRung = Math.max(shown.topRung, Math.min(seen, HARMLESS));
      const next = { ...shown, rung, topRung, paidRung, touched: now };
      return { ...state, spent: state.spent + points, shown: next };
    }
    case "drawn":
      return item?.key === action.key ? { ...state, shown: { ...shown, since: action.now } } : state;
    case "pictured": {
      if (item?.key !== action.key) return state;
      return { ...state, shown: { ...shown, topRung: Math.max(shown.topRung, action.rung) } };
    }
    case "caption": {
      const seen = { ...shown, caption: true, resting: false, captionSeen: true, touched: action.now };
      return { ...state, spent: state.spent + action.points, shown: seen };
    }
    case "unveil": {
      const seen = { ...shown, caption: true, resting: true, captionSeen: true };
      return { ...state, spent: state.spent + action.points, shown: seen };
    }
    case "scroll": {
      const last = Math.max(0, action.lines - action.rows);
      const scroll = Math.max(0, Math.min(last, shown.scroll + action.by));
      return { ...state, shown: { ...shown, scroll } };
    }
    case "hide":
      return { ...state, shown: hidden(shown, action.part) };
    case "unpaid": {
      const spent = state.spent - action.points;
      if (item?.key !== action.key) return { ...state, spent };
      // Shown again, it costs as much; so does what another record that is not there either stood for.
      const paidRung = Math.min(shown.paidRung, action.paidRung);
      const captionSeen = shown.captionSeen && action.captionSeen;
      return { ...state, spent, shown: { ...hidden(shown, undefined), paidRung, captionSeen } };
    }
    case "note":
      return { ...state, note: action.text };
    case "pause":
      return { ...review(state, { ...action, type: "hide" }), paused: action.now };
    case "resume":
      return resumed(state, action.now);
  }
}

function hidden(shown: Shown, part: Part | undefined): Shown {
  const rung = part === "caption" ? shown.rung : Math.min(shown.rung, HARMLESS);
  return part === "image" ? { ...shown, rung } : { ...shown, rung, caption: false, resting: false };
}

/** Time under the cover is no time with the pair; two minutes of it are a break. */
function resumed(state: ReviewState, now: number): ReviewState {
  if (state.paused === null) return state;
  const away = now - state.paused;
  const shown = { ...state.shown, since: state.shown.since + away };
  const rest = away >= 1000 * BREAK_SECONDS ? { given: 0, rested: now } : {};
  return { ...state, shown, paused: null, ...rest };
}

/** Pairs that were judged; those that were only skipped are none. */
export function judged({ done }: ReviewState): readonly Done[] {
  return done.filter(({ verdict }) => verdict !== "skip");
}

/** Why what costs `points` may not be revealed now, with the way on; null where it may. */
export function withheld(state: ReviewState, limits: Limits, points: number, now: number): string | null {
  return overBudget(state.spent, limits, points) ?? (breakDue(state, limits, now) ? BREAK_DUE : null);
}

/** Whether the reviewer has judged too much, or too long, since the last break. */
export function breakDue({ given, rested }: ReviewState, limits: Limits, now: number): boolean {
  return stintOver({ given, since: rested }, limits, now);
}
