import { useMemo, useReducer, useRef } from "react";
import { oneLine } from "../../process/errors.ts";
import type { PlanItem, ReviewPlan } from "../../review/plan.ts";
import type { LabelFile, LabelRecord, NewRecord } from "../../run/labels.ts";
import { performShared } from "../../screens/kit/bound.ts";
import {
  type Known,
  pressed,
  type ReviewEffect,
  type ReviewIntent,
  SCORES,
} from "../../screens/review/press.ts";
import { type ReviewState, review, reviewStart } from "../../screens/review/state.ts";
import { useInterface } from "../kit/interface.ts";
import { useRehide } from "../kit/use-rehide.ts";

/** A review under way. */
export interface Reviewing {
  readonly state: ReviewState;
  readonly current: PlanItem | undefined;
  perform(intent: ReviewIntent): void;
  /** Told what is drawn of a pair: all that can be said of it, or a picture of it at a rung. */
  drawn(key: string, rung?: number): void;
}

/**
 * Drives a review: every verdict and every exposure goes to the reviewer's file, in the order it happened.
 * @param known what is known of a pair
 * @param pictured whether there are images
 * @param captioned how many lines the caption of a pair takes, how many of them fit, and how long it takes to read
 */
export function useReview(
  {
    plan,
    labels,
    folder,
  }: { readonly plan: ReviewPlan; readonly labels: LabelFile; readonly folder: string },
  known: (key: string) => Known,
  pictured: boolean,
  captioned: (item: PlanItem | undefined) => {
    readonly lines: number;
    readonly lineRows: number;
    readonly seconds: number;
  },
): Reviewing {
  const app = useInterface();
  const { settings, say } = app;
  const { limits, graphics } = settings;
  const [state, dispatch] = useReducer(review, plan, () =>
    reviewStart(plan, labels.reviewer, settings.now()),
  );
  const written = useWritten(plan);
  const serials = useRef(plan.done.length);
  const current = state.pending[0];

  const append = (record: NewRecord, onFailure: () => void): Promise<LabelRecord | null> =>
    labels.append(record).catch((error: unknown) => {
      onFailure();
      say(`not written: ${oneLine(error)}`, "warning");
      return null;
    });
  const effect = (one: ReviewEffect): void => {
    switch (one.type) {
      case "write-verdict": {
        const { serial, record } = one;
        const back = () => dispatch({ type: "undo", serial, now: settings.now().getTime() });
        serials.current = serial + 1;
        written.set(serial, append(record, back));
        return;
      }
      case "write-exposure":
        // What could not be written down is not shown.
        void append(one.record, () => dispatch({ type: "hide", now: settings.now().getTime() }));
        return;
      case "write-undo":
        void written
          .get(one.serial)
          ?.then((record) => record && append({ type: "undo", undoes: record.id }, () => {}));
        return;
      case "go":
      case "say":
        performShared(one, app);
    }
  };
  const perform = (intent: ReviewIntent): void => {
    const { effects, action } = pressed(state, intent, {
      now: settings.now().getTime(),
      folder,
      plan,
      limits,
      known: current === undefined ? { severity: 1, cluster: [], doubt: null } : known(current.key),
      pictured: pictured && graphics.graphics !== "words",
      serial: serials.current,
      ...captioned(current),
    });
    for (const one of effects) effect(one);
    if (action !== null) dispatch(action);
  };
  const { rung, caption, resting, touched } = state.shown;
  const { seconds } = captioned(current);
  useRehide(rung > SCORES, touched, limits.hideAfter, () => perform({ type: "hide", part: "image" }));
  useRehide(caption && !resting, touched, seconds, () => perform({ type: "hide", part: "caption" }));
  const drawn = (key: string, rung?: number): void => {
    const now = settings.now().getTime();
    if (rung === undefined) {
      dispatch({ type: "drawn", key, now });
      perform({ type: "unveil" });
      if (limits.startRung > 0) perform({ type: "show", rung: limits.startRung });
    } else if (graphics.graphics !== "words") dispatch({ type: "pictured", key, rung, now });
  };
  return { state, current, perform, drawn };
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
