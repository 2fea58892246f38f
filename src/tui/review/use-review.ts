import { useEffect, useMemo, useReducer, useRef } from "react";
import { oneLine } from "../../errors.ts";
import { exposurePoints, spentPoints } from "../../review/exposure.ts";
import type { PlanItem, ReviewPlan } from "../../review/plan.ts";
import type { LabelFile, LabelRecord, NewRecord, Verdict } from "../../store/labels.ts";
import { useInterface } from "../kit/interface.ts";
import { type ReviewState, review, unseen, withheld } from "./state.ts";

/** A review under way. */
export interface Reviewing {
  readonly state: ReviewState;
  readonly current: PlanItem | undefined;
  judge(verdict: Verdict): void;
  undo(): void;
  show(rung: number): void;
  caption(): void;
  hide(): void;
  bulk(): void;
  note(text: string): void;
  pause(): void;
}

/** What is known of the pair on screen: how harmful it may be, and what shows the same image. */
export interface Known {
  /** Highest harm score, in [0, 1]. */
  readonly severity: number;
  readonly cluster: readonly string[];
}

/** Drives a review: every verdict and every exposure goes to the reviewer's file, in the order it happened. */
export function useReview(plan: ReviewPlan, labels: LabelFile, known: (key: string) => Known): Reviewing {
  const { settings, say } = useInterface();
  const now = () => settings.now().getTime();
  const [state, dispatch] = useReducer(review, plan, () => startOf(plan, labels.reviewer, settings.now()));
  const written = useWritten(plan);
  const current = state.pending[0];
  useRehide(state, settings.limits.hideAfter, () => dispatch({ type: "hide", now: now() }));

  const append = (record: NewRecord, onFailure: () => void): Promise<LabelRecord | null> =>
    labels.append(record).catch((error: unknown) => {
      onFailure();
      say(`not written: ${oneLine(error)}`, "warning");
      return null;
    });
  const resume = () => {
    if (state.paused !== null) dispatch({ type: "resume", now: now() });
  };
  /** Written down before it is drawn; a rung or caption that was seen already costs nothing more. */
  const reveal = (rung: number, caption: boolean, apply: (points: number) => void) => {
    if (current === undefined) return;
    resume();
    const reason = withheld(state, settings.limits, now());
    if (reason !== null) return say(reason, "warning");
    const { topRung, captionSeen } = state.shown;
    const { severity } = known(current.key);
    const top = Math.max(rung, topRung);
    const points =
      exposurePoints(top, caption || captionSeen, severity) - exposurePoints(topRung, captionSeen, severity);
    if (points > 0)
      void append({ type: "exposure", key: current.key, rung, caption, seconds: 0, points }, () => {});
    apply(points);
  };
  return {
    state,
    current,
    judge(verdict) {
      if (current === undefined) return;
      resume();
      const time = now();
      const also = state.bulk && verdict !== "skip" ? known(current.key).cluster : [];
      const record = verdictOf(plan, state, current, { verdict, also, time });
      written.set(
        current.key,
        append(record, () => dispatch({ type: "undo", key: current.key, now: now() })),
      );
      dispatch({ type: "judge", verdict, also, now: time });
    },
    undo() {
      const last = state.done.at(-1);
      if (last === undefined) return say("nothing to undo");
      void written
        .get(last.item.key)
        ?.then((record) => record && append({ type: "undo", undoes: record.id }, () => {}));
      dispatch({ type: "undo", now: now() });
      say(`took back "${last.verdict}"`);
    },
    show(rung) {
      if (rung < 2) return dispatch({ type: "show", rung, points: 0, now: now() });
      reveal(rung, false, (points) => dispatch({ type: "show", rung, points, now: now() }));
    },
    caption() {
      if (state.shown.caption) return dispatch({ type: "hide", now: now() });
      reveal(state.shown.topRung, true, (points) => dispatch({ type: "caption", points, now: now() }));
    },
    hide: () => dispatch({ type: "hide", now: now() }),
    bulk: () => dispatch({ type: "bulk", now: now() }),
    note: (text) => dispatch({ type: "note", text, now: now() }),
    pause: () => dispatch({ type: "pause", now: now() }),
  };
}

function startOf(plan: ReviewPlan, reviewer: string, now: Date): ReviewState {
  const time = now.getTime();
  return {
    pending: plan.pending,
    done: plan.done.map(({ item, record }) => ({ item, verdict: record.verdict, covered: [] })),
    shown: unseen(time),
    bulk: false,
    note: "",
    spent: spentPoints(plan.records, reviewer, now),
    given: 0,
    rested: time,
    paused: null,
  };
}

/** Records of verdicts by key, those of earlier sessions included: undo must name them. */
function useWritten(plan: ReviewPlan): Map<string, Promise<LabelRecord | null>> {
  const initial = useMemo(
    () =>
      new Map<string, Promise<LabelRecord | null>>(
        plan.done.map(({ item, record }) => [item.key, Promise.resolve(record)]),
      ),
    [plan],
  );
  return useRef(initial).current;
}

function verdictOf(
  plan: ReviewPlan,
  { shown, note }: ReviewState,
  { key, shard, row, stratum, probability }: PlanItem,
  {
    verdict,
    also,
    time,
  }: { readonly verdict: Verdict; readonly also: readonly string[]; readonly time: number },
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
    seconds: (time - shown.since) / 1000,
    design: { ...plan.design, stratum, probability },
    also,
    ...(note === "" ? {} : { note }),
  };
}

/** Hides what was revealed after a while without a further key. */
function useRehide({ shown }: ReviewState, seconds: number, hide: () => void): void {
  const newest = useRef(hide);
  newest.current = hide;
  const open = shown.rung > 1 || shown.caption;
  // biome-ignore lint/correctness/useExhaustiveDependencies: each reveal starts the time anew
  useEffect(() => {
    if (!open) return;
    const timer = setTimeout(() => newest.current(), 1000 * seconds);
    return () => clearTimeout(timer);
  }, [open, shown.touched, seconds]);
}
