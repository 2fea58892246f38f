import { useMemo, useReducer, useRef } from "react";
import type { PlanItem, ReviewPlan } from "../../review/plan.ts";
import type { LabelFile } from "../../run/labels.ts";
import { type ReviewFace, reviewHand } from "../../screens/review/carry-out.ts";
import { appearing, type Known, type ReviewIntent, UNKNOWN } from "../../screens/review/press.ts";
import { type ReviewState, review, reviewStart } from "../../screens/review/state.ts";
import { hidingOf } from "../../screens/review/words.ts";
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
 * @param captioned how many lines a pair's caption and what stands beside its picture take, how many of them fit, and how long it takes to read
 */
export function useReview(
  {
    plan,
    labels,
    folder,
  }: { readonly plan: ReviewPlan; readonly labels: LabelFile; readonly folder: string },
  known: (key: string) => Known,
  pictured: boolean,
  captioned: (
    item: PlanItem | undefined,
    rung: number,
  ) => {
    readonly lines: number;
    readonly lineRows: number;
    readonly text: string | null;
  },
): Reviewing {
  const app = useInterface();
  const { settings, say } = app;
  const { limits, graphics } = settings;
  const [state, dispatch] = useReducer(review, plan, () =>
    reviewStart(plan, labels.reviewer, settings.now()),
  );
  const face = useRef<ReviewFace | null>(null);
  face.current = {
    ...{ go: app.go, say, ask: app.ask, dispatch },
    now: () => settings.now().getTime(),
    append: (record) => labels.append(record),
  };
  const hand = useMemo(() => reviewHand(plan, () => face.current as ReviewFace), [plan]);
  const current = state.pending[0];

  const perform = (intent: ReviewIntent): void => {
    hand.perform(intent, state, {
      ...{ folder, limits },
      known: current === undefined ? UNKNOWN : known(current.key),
      pictured: pictured && graphics.graphics !== "words",
      ...captioned(current, state.shown.rung),
    });
  };
  const { touched } = state.shown;
  const { image, caption } = hidingOf(state, captioned(current, state.shown.rung).text, limits);
  useRehide(image.open, touched, image.seconds, () => perform({ type: "hide", part: "image" }));
  useRehide(caption.open, touched, caption.seconds, () => perform({ type: "hide", part: "caption" }));
  const drawn = (key: string, rung?: number): void => {
    const now = settings.now().getTime();
    if (rung === undefined) {
      dispatch({ type: "drawn", key, now });
      for (const intent of appearing(limits)) perform(intent);
    } else if (graphics.graphics !== "words") dispatch({ type: "pictured", key, rung, now });
  };
  return { state, current, perform, drawn };
}
