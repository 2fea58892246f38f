import { oneLine } from "../../process/errors.ts";
import type { ReviewPlan } from "../../review/plan.ts";
import type { LabelRecord, NewRecord } from "../../run/labels.ts";
import { performShared, type Shared } from "../kit/bound.ts";
import { pressed, type ReviewEffect, type ReviewIntent, type ReviewWorld } from "./press.ts";
import type { ReviewAction, ReviewState } from "./state.ts";

/** What a face lends to what is carried out. */
export interface ReviewFace extends Pick<Shared, "go" | "say" | "ask"> {
  /** Milliseconds. */
  readonly now: () => number;
  readonly dispatch: (action: ReviewAction) => void;
  /** Writes one line of the reviewer's file; rejects where it cannot. */
  readonly append: (record: NewRecord) => Promise<LabelRecord>;
}

/** What reviews want done, in the order in which it happened. */
export interface ReviewHand {
  /** Lines that are on their way. */
  writing(): number;
  /** Does what an intent comes to: effects first, then the state's change. */
  perform(
    intent: ReviewIntent,
    state: ReviewState,
    world: Omit<ReviewWorld, "now" | "serial" | "plan">,
  ): void;
}

/**
 * Carries out what a key came to, for every face: a verdict that cannot be written is taken back, what was revealed and
 * cannot be written down is hidden, and either is said. Serials count earlier sessions too, since undo names them.
 * @param face asked anew each time, since a face may be drawn anew meanwhile
 */
export function reviewHand(
  plan: Pick<ReviewPlan, "done" | "role" | "design">,
  face: () => ReviewFace,
): ReviewHand {
  const { done } = plan;
  let serials = done.length;
  let writing = 0;
  const written = new Map<number, Promise<LabelRecord | null>>(
    done.map(({ record }, serial) => [serial, Promise.resolve(record)]),
  );
  const append = async (record: NewRecord, onFailure: () => void): Promise<LabelRecord | null> => {
    writing++;
    try {
      return await face().append(record);
    } catch (error) {
      onFailure();
      face().say(`not written: ${oneLine(error)}`, "warning");
      return null;
    } finally {
      writing--;
    }
  };
  const carryOut = (effect: ReviewEffect): void => {
    switch (effect.type) {
      case "write-verdict": {
        const { serial, record } = effect;
        serials = serial + 1;
        written.set(
          serial,
          append(record, () => face().dispatch({ type: "undo", serial, now: face().now() })),
        );
        return;
      }
      case "write-exposure":
        void append(effect.record, () =>
          face().dispatch({ type: "unpaid", ...effect.unpaid, now: face().now() }),
        );
        return;
      case "write-undo":
        void written
          .get(effect.serial)
          ?.then((record) => record && append({ type: "undo", undoes: record.id }, () => {}));
        return;
      case "go":
      case "say":
        performShared(effect, face());
    }
  };
  return {
    writing: () => writing,
    perform(intent, state, world) {
      const here = { ...world, plan, now: face().now(), serial: serials };
      const { effects, action } = pressed(state, intent, here);
      for (const one of effects) carryOut(one);
      if (action !== null) face().dispatch(action);
    },
  };
}
