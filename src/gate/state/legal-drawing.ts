import type { DrawingEnded, DrawingStarted } from "../../ledger/drawing.ts";
import type { Reason } from "../../process/reason.ts";
import { questionFault } from "./legal-question.ts";
import { drawnElsewhereFault } from "./legal-submitted.ts";
import { emptyFault, standingFault } from "./standing.ts";
import type { GateState } from "./state.ts";

const why = (rule: string, reason: string): Reason => ({ rule, reason });

/** Why pictures may not be made outside a request: each model stands as for a request; null where they may. */
export function drawingFault(state: GateState, started: DrawingStarted, at: number): Reason | null {
  const { purpose, models, counts } = started;
  if ((models.length === 2) !== (purpose === "compare"))
    return why(
      "models-of-purpose",
      `to ${purpose} takes ${purpose === "compare" ? "two models" : "one model"}`,
    );
  for (const model of models) {
    const fault = drawnElsewhereFault(model.model) ?? emptyFault(model) ?? standingFault(state, model, at);
    if (fault !== null) return fault;
  }
  return counts.blocked + counts.flagged > counts.judged
    ? why("counts-do-not-add", "more prompts were stopped than judged")
    : questionFault(state, started);
}

/** Why a run cannot end so; null where it can. */
export function endFault(
  state: GateState,
  actor: string,
  { drawing: seq, made, refused, answer }: DrawingEnded,
): Reason | null {
  const drawing = state.drawings.get(seq);
  if (drawing === undefined) return why("no-such-drawing", `entry ${seq} began no drawing`);
  if (drawing.by !== actor) return why("anothers-drawing", "somebody else began it");
  if (drawing.ended !== null) return why("over-already", "it has ended already");
  if ((answer !== undefined) !== (drawing.started.purpose === "audit"))
    return why("answer-of-audit", "an audit ends with its answer, and nothing else does");
  return made + refused > drawing.started.counts.images
    ? why("more-than-planned", `${drawing.started.counts.images} pictures were planned`)
    : null;
}
