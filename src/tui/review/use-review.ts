import { useMemo, useReducer, useRef } from "react";
import { exposurePoints, spentPoints, stintOf } from "../../exposure/ladder.ts";
import { oneLine } from "../../process/errors.ts";
import type { PlanItem, ReviewPlan } from "../../review/plan.ts";
import type { LabelFile, LabelRecord, NewRecord, ReviewVerdict } from "../../run/labels.ts";
import { useInterface } from "../kit/interface.ts";
import { useRehide } from "../kit/use-rehide.ts";
import { type ReviewState, review, unseen, withheld } from "./state.ts";

/** The highest rung that shows no image. */
const SCORES = 1;

/** A review under way. */
export interface Reviewing {
  readonly state: ReviewState;
  readonly current: PlanItem | undefined;
  judge(verdict: ReviewVerdict): void;
  undo(): void;
  show(rung: number): void;
  caption(): void;
  hide(): void;
  bulk(): void;
  note(text: string): void;
  pause(): void;
  resume(): void;
}

/** What is known of the pair on screen: how harmful it may be, and what shows the same image. */
export interface Known {
  /** Highest harm score, in [0, 1]. */
  readonly severity: number;
  readonly cluster: readonly string[];
}

/**
 * Drives a review: every verdict and every exposure goes to the reviewer's file, in the order it happened.
 * @param pictured whether there are images; where the terminal shows none, nothing is seen and nothing counted
 */
export function useReview(
  plan: ReviewPlan,
  labels: LabelFile,
  known: (key: string) => Known,
  pictured: boolean,
): Reviewing {
  const { settings, say } = useInterface();
  const now = () => settings.now().getTime();
  const [state, dispatch] = useReducer(review, plan, () => startOf(plan, labels.reviewer, settings.now()));
  const written = useWritten(plan);
  const serials = useRef(plan.done.length);
  const current = state.pending[0];
  const { rung: shownRung, caption: clear, touched } = state.shown;
  useRehide(shownRung > SCORES || clear, touched, settings.limits.hideAfter, () =>
    dispatch({ type: "hide", now: now() }),
  );

  const append = (record: NewRecord, onFailure: () => void): Promise<LabelRecord | null> =>
    labels.append(record).catch((error: unknown) => {
      onFailure();
      say(`not written: ${oneLine(error)}`, "warning");
      return null;
    });
  /** Written down before it is drawn; a rung or caption that was seen already costs nothing more. */
  const reveal = (rung: number, caption: boolean, apply: (points: number) => void) => {
    if (current === undefined) return;
    const { topRung, captionSeen } = state.shown;
    const { severity } = known(current.key);
    const top = Math.max(rung, topRung);
    const points =
      exposurePoints(top, caption || captionSeen, severity) - exposurePoints(topRung, captionSeen, severity);
    const reason = withheld(state, settings.limits, points, now());
    if (reason !== null) return say(reason, "warning");
    if (points > 0)
      void append({ type: "exposure", key: current.key, rung, caption, seconds: 0, points }, () => {});
    apply(points);
  };
  return {
    state,
    current,
    judge(verdict) {
      if (current === undefined) return;
      const time = now();
      const serial = serials.current++;
      const also = state.bulk && verdict !== "skip" ? known(current.key).cluster : [];
      const record = verdictOf(plan, state, current, { verdict, also, time });
      written.set(
        serial,
        append(record, () => dispatch({ type: "undo", serial, now: now() })),
      );
      dispatch({ type: "judge", verdict, also, serial, now: time });
    },
    undo() {
      const last = state.done.at(-1);
      if (last === undefined) return say("nothing to undo");
      void written
        .get(last.serial)
        ?.then((record) => record && append({ type: "undo", undoes: record.id }, () => {}));
      dispatch({ type: "undo", now: now() });
      say(`took back "${last.verdict}"`);
    },
    show(rung) {
      const seen = pictured && settings.graphics.graphics !== "words" ? rung : Math.min(rung, SCORES);
      if (seen <= SCORES) return dispatch({ type: "show", rung, seen, points: 0, now: now() });
      reveal(rung, false, (points) => dispatch({ type: "show", rung, seen, points, now: now() }));
    },
    caption() {
      if (state.shown.caption) return dispatch({ type: "hide", now: now() });
      reveal(state.shown.topRung, true, (points) => dispatch({ type: "caption", points, now: now() }));
    },
    hide: () => dispatch({ type: "hide", now: now() }),
    bulk: () => dispatch({ type: "bulk", now: now() }),
    note: (text) => dispatch({ type: "note", text, now: now() }),
    pause: () => dispatch({ type: "pause", now: now() }),
    resume: () => dispatch({ type: "resume", now: now() }),
  };
}

function startOf(plan: ReviewPlan, reviewer: string, now: Date): ReviewState {
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
    bulk: false,
    note: "",
    spent: spentPoints(plan.records, reviewer, now),
    given: stint.given,
    rested: stint.since,
    paused: null,
  };
}

/** Records of verdicts by serial, those of earlier sessions included: undo must name them. */
function useWritten(plan: ReviewPlan): Map<number, Promise<LabelRecord | null>> {
  const initial = useMemo(
    () =>
      new Map<number, Promise<LabelRecord | null>>(
        plan.done.map(({ record }, serial) => [serial, Promise.resolve(record)]),
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
  }: { readonly verdict: ReviewVerdict; readonly also: readonly string[]; readonly time: number },
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
