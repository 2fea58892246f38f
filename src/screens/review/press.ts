import { clearPoints, exposurePoints, type Limits, overBudget, rungs } from "../../exposure/ladder.ts";
import type { PlanItem, ReviewPlan } from "../../review/plan.ts";
import type { NewRecord, ReviewVerdict } from "../../run/labels.ts";
import { everything } from "../../run/questions/lens.ts";
import { theKey } from "../kit/hints.ts";
import { type Go, type Outcome, type Say, told } from "../kit/intents.ts";
import { queueNamed } from "./queue.ts";
import { type Part, type ReviewAction, type ReviewState, type Unpaid, withheld } from "./state.ts";

/** Another queue, in words. */
export interface QueueIntent {
  readonly type: "queue";
  readonly text: string;
}

/** What a reviewer can mean; what it comes to depends on the pair and on the reviewer's limits. */
export type ReviewIntent =
  | QueueIntent
  | { readonly type: "judge"; readonly verdict: ReviewVerdict }
  | { readonly type: "show"; readonly rung: number }
  | { readonly type: "note"; readonly text: string }
  | { readonly type: "hide"; readonly part?: Part }
  | { readonly type: "scroll"; readonly by: -1 | 1 }
  | { readonly type: "undo" | "caption" | "unveil" | "twins" | "pause" | "resume" };

/** What the face does before the state changes. */
export type ReviewEffect =
  /** A verdict's line; where it cannot be written, the verdict of that serial is taken back. */
  | { readonly type: "write-verdict"; readonly serial: number; readonly record: NewRecord }
  /** What was shown; where it cannot be written, it is hidden, and was not paid for. */
  | { readonly type: "write-exposure"; readonly record: NewRecord; readonly unpaid: Unpaid }
  /** The line that takes back the verdict of a serial. */
  | { readonly type: "write-undo"; readonly serial: number }
  | Go
  | Say;

/** What is known of the pair on screen: how harmful it may be, and what shows the same image. */
export interface Known {
  /** Highest harm score, in [0, 1]. */
  readonly severity: number;
  readonly cluster: readonly string[];
  /** How much its caption may harm, in [0, 1]; null where that is not known. */
  readonly doubt: number | null;
}

/** Of a pair whose facts have not come. */
export const UNKNOWN: Known = { severity: 1, cluster: [], doubt: null };

/** What follows where a pair is drawn for the first time. */
export function appearing({ startRung }: Pick<Limits, "startRung">): readonly ReviewIntent[] {
  return [{ type: "unveil" }, ...(startRung > 0 ? [{ type: "show", rung: startRung } as const] : [])];
}

/** What of the world outside its state a review depends on. */
export interface ReviewWorld {
  /** Milliseconds. */
  readonly now: number;
  readonly folder: string;
  readonly plan: Pick<ReviewPlan, "role" | "design">;
  readonly limits: Limits;
  /** Of the pair on screen. */
  readonly known: Known;
  /** Whether the face can show images; where it shows none, nothing is seen and nothing counted. */
  readonly pictured: boolean;
  /** Of the next verdict. */
  readonly serial: number;
  /** Lines of its caption, and how many of them fit. */
  readonly lines: number;
  readonly lineRows: number;
}

type Pressed = Outcome<ReviewAction, ReviewEffect>;

/** The highest rung that shows no image. */
export const SCORES = 1;

/** What an intent comes to: every verdict and every exposure is written down before it is drawn. */
export function pressed(state: ReviewState, intent: ReviewIntent, world: ReviewWorld): Pressed {
  const { now } = world;
  switch (intent.type) {
    case "judge":
      return judge(state, intent.verdict, world);
    case "undo": {
      const last = state.done.at(-1);
      if (last === undefined) return told("nothing to undo");
      const undone = { type: "write-undo", serial: last.serial } as const;
      const { effects } = told(`took back "${last.verdict}"`);
      return { effects: [undone, ...effects], action: { type: "undo", now } };
    }
    case "show": {
      const { rung } = intent;
      const seen = world.pictured ? rung : Math.min(rung, SCORES);
      if (seen <= SCORES) return { effects: [], action: { type: "show", rung, seen, points: 0, now } };
      return reveal(state, { rung, caption: false }, world, (points) => ({
        type: "show",
        rung,
        seen,
        points,
        now,
      }));
    }
    case "caption":
      if (state.shown.caption) return { effects: [], action: { type: "hide", now } };
      return reveal(state, { rung: state.shown.paidRung, caption: true }, world, (points) => ({
        type: "caption",
        points,
        now,
      }));
    case "queue":
      return { effects: [queueNamed(intent.text.trim(), world.folder)], action: null };
    case "note":
      return { effects: [], action: { ...intent, now } };
    case "unveil":
      return unveil(state, world);
    case "scroll":
      return { effects: [], action: { ...intent, lines: world.lines, rows: world.lineRows, now } };
    case "hide":
      return { effects: [], action: { ...intent, now } };
    case "twins":
      return twins(state, world);
    case "pause":
    case "resume":
      return { effects: [], action: { type: intent.type, now } };
  }
}

function judge(state: ReviewState, verdict: ReviewVerdict, world: ReviewWorld): Pressed {
  const [current] = state.pending;
  if (current === undefined) return { effects: [], action: null };
  const { now, serial, limits } = world;
  const { topRung } = state.shown;
  if (verdict !== "skip" && topRung < limits.judgeFrom)
    return told(
      `not judged: wanted the pair drawn up to ${rungs[limits.judgeFrom]}, got ${rungs[topRung]}; ${theKey("+")} shows more, ${theKey("s")} skips`,
      "warning",
    );
  const record = verdictOf(state, current, verdict, world);
  return {
    effects: [{ type: "write-verdict", serial, record }],
    action: { type: "judge", verdict, serial, now },
  };
}

/** Near duplicates are judged where each is drawn: beside this pair, in the gallery. */
function twins({ pending, note }: ReviewState, { known, folder, plan }: ReviewWorld): Pressed {
  const [current] = pending;
  if (current === undefined) return { effects: [], action: null };
  if (known.cluster.length === 0) return told("no near duplicates of this pair to judge with it");
  if (plan.role === "adjudicator") return told("an adjudicator judges pairs one by one, no near duplicates");
  if (note !== "")
    return told(
      `${theKey("k")}, ${theKey("d")} or ${theKey("u")} judges this pair with its note first, ${theKey("z")} comes back to it`,
      "warning",
    );
  const [lens, crumbs] = [{ ...everything, keys: [current.key, ...known.cluster] }, [`near ${current.key}`]];
  return {
    effects: [{ type: "go", route: { screen: "gallery", folder, lens, crumbs, near: current.key } }],
    action: null,
  };
}

/** A caption that scores below the veil stands in clear, once counted; over budget it stays masked. */
function unveil({ pending, shown, spent }: ReviewState, { known, limits, now }: ReviewWorld): Pressed {
  const [current] = pending;
  const { doubt } = known;
  const veil = limits.veil ?? 0;
  const nothing = { effects: [], action: null };
  if (current === undefined || doubt === null || doubt >= veil || shown.caption) return nothing;
  const points = shown.captionSeen ? 0 : clearPoints([doubt]);
  if (overBudget(spent, limits, points) !== null) return nothing;
  const record = { type: "read", keys: [current.key], veil, points } as const;
  const unpaid = { key: current.key, points, paidRung: shown.paidRung, captionSeen: false };
  return {
    effects: shown.captionSeen ? [] : [{ type: "write-exposure", record, unpaid }],
    action: { type: "unveil", points, now },
  };
}

/** A rung or caption that was seen already costs nothing more. */
function reveal(
  state: ReviewState,
  { rung, caption }: { readonly rung: number; readonly caption: boolean },
  { known: { severity }, limits, now }: ReviewWorld,
  apply: (points: number) => ReviewAction,
): Pressed {
  const [current] = state.pending;
  if (current === undefined) return { effects: [], action: null };
  const { paidRung, captionSeen } = state.shown;
  const top = Math.max(rung, paidRung);
  const points =
    exposurePoints(top, caption || captionSeen, severity) - exposurePoints(paidRung, captionSeen, severity);
  const reason = withheld(state, limits, points, now);
  if (reason !== null) return told(reason, "warning");
  const record = { type: "exposure", key: current.key, rung, caption, seconds: 0, points } as const;
  const unpaid = { key: current.key, points, paidRung, captionSeen };
  return { effects: points > 0 ? [{ type: "write-exposure", record, unpaid }] : [], action: apply(points) };
}

function verdictOf(
  { shown, note }: ReviewState,
  { key, shard, row, stratum, probability }: PlanItem,
  verdict: ReviewVerdict,
  { plan, now }: ReviewWorld,
): NewRecord {
  return {
    type: "verdict",
    role: plan.role,
    key,
    shard,
    row,
    verdict,
    rung: shown.topRung,
    caption: shown.captionSeen,
    seconds: (now - shown.since) / 1000,
    design: { ...plan.design, stratum, probability },
    also: [],
    ...(note === "" ? {} : { note }),
  };
}
