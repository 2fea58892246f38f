import type { DrawingEnded, DrawingEvent, DrawingRevealed, DrawingStarted } from "../../ledger/drawing.ts";
import { type Entry, LATEST } from "../../ledger/entry.ts";
import type { Reason } from "../../process/reason.ts";
import { foreignFault } from "./evidence.ts";
import { questionFault } from "./legal-question.ts";
import { drawnElsewhereFault } from "./legal-submitted.ts";
import { emptyFault, standingFault } from "./standing.ts";
import { type GateState, use } from "./state.ts";

/** The first rung at which a comparison shows its pictures. */
const MOSAIC = 3;

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

/** Why a comparison's pictures may not be shown: it is the voter's own, under way, and each is seen obscured first. */
export function drawingRevealFault(
  state: GateState,
  actor: string,
  { drawing: seq, prompt, rung }: DrawingRevealed,
): Reason | null {
  const drawing = state.drawings.get(seq);
  if (drawing === undefined) return why("no-such-drawing", `entry ${seq} began no drawing`);
  if (drawing.started.purpose !== "compare")
    return why("nobody-sees-it", "only a comparison shows its pictures");
  if (drawing.by !== actor) return why("anothers-drawing", "somebody else began it");
  if (drawing.ended !== null) return why("over-already", "it has ended already");
  const foreign = foreignFault(state, drawing.started, LATEST);
  if (foreign !== null) return foreign;
  if (prompt >= drawing.started.counts.judged)
    return why("no-such-prompt", `it has ${drawing.started.counts.judged} prompts`);
  return rung > MOSAIC && !drawing.revealed.has(prompt)
    ? why("mosaic-first", "its pictures are shown behind a mosaic first")
    : null;
}

/** Takes an entry about a drawing into the state, in place. */
export function advanceDrawing(
  state: GateState,
  { seq, actor }: Entry,
  event: DrawingEvent,
  at: number,
): void {
  if (event.type === "drawing-started") {
    state.drawings.set(seq, { seq, at, by: actor, started: event, revealed: new Map(), ended: null });
    // Only a comparison shows anybody a picture.
    if (event.asked === undefined)
      use(state, actor, at, event.purpose === "compare" ? event.counts.images : 0);
    return;
  }
  const drawing = state.drawings.get(event.drawing);
  if (drawing === undefined) return;
  if (event.type === "drawing-ended") {
    drawing.ended = event;
    return;
  }
  const { rung, times } = drawing.revealed.get(event.prompt) ?? { rung: 0, times: 0 };
  drawing.revealed.set(event.prompt, { rung: Math.max(rung, event.rung), times: times + 1 });
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
