import type { Choice, Side } from "../../compare/duel.ts";
import type { DuelStanding } from "../../compare/progress.ts";
import { theKey } from "../kit/hints.ts";
import { type Outcome, type Say, told } from "../kit/intents.ts";
import type { CompareAction, CompareState } from "./state.ts";

/** Why a verdict stands at the end. */
export const noUndo = "No verdict can be taken back now that the models are named.";

/** What a voter can mean; what it comes to depends on the two pictures. */
export type CompareIntent =
  | { readonly type: "reveal" }
  | { readonly type: "vote"; readonly choice: Choice }
  /** Goes on from a prompt of which a picture was refused. */
  | { readonly type: "go-on" }
  | { readonly type: "skip" }
  | { readonly type: "undo" };

/** What goes into the voter's file. */
export type CompareEffect =
  | Say
  | { readonly type: "write-reveal"; readonly prompt: number }
  | {
      readonly type: "write-vote";
      readonly prompt: number;
      readonly choice: Choice;
      readonly left: Side;
      /** From when both were on screen. */
      readonly seconds: number;
    }
  | { readonly type: "write-refusal"; readonly prompt: number; readonly refused: readonly Side[] }
  | { readonly type: "write-undo"; readonly prompt: number };

/** What of the world outside its state a comparison depends on. */
export interface CompareWorld {
  /** Of the two pictures on screen. */
  readonly standing: DuelStanding;
  /** Whose picture stands on the left. */
  readonly left: Side;
  /** Milliseconds. */
  readonly now: number;
}

const nothing: Outcome<never, never> = { effects: [], action: null };

/** What an intent comes to; nobody votes on what was not shown, nor on what never comes. */
export function pressed(
  state: CompareState,
  intent: CompareIntent,
  { standing, left, now }: CompareWorld,
): Outcome<CompareAction, CompareEffect> {
  const [prompt] = state.pending;
  if (prompt === undefined) return intent.type === "undo" ? told(noUndo) : nothing;
  switch (intent.type) {
    case "reveal":
      if (state.revealed) return nothing;
      if (standing.kind !== "ready") return told(hintOf(standing, left));
      return { effects: [{ type: "write-reveal", prompt }], action: { type: "reveal", now } };
    case "vote": {
      if (standing.kind !== "ready") return told(hintOf(standing, left));
      if (!state.revealed) return told(`${theKey("space")} shows both first`);
      const { choice } = intent;
      const seconds = (now - state.since) / 1000;
      return {
        effects: [{ type: "write-vote", prompt, choice, left, seconds }],
        action: { type: "vote", choice },
      };
    }
    case "go-on": {
      if (standing.kind !== "refused")
        return told(`${theKey("enter")} goes on only where a picture was withheld`);
      const { refused } = standing;
      return { effects: [{ type: "write-refusal", prompt, refused }], action: { type: "refuse" } };
    }
    case "skip":
      return { effects: [], action: { type: "skip" } };
    case "undo": {
      const last = state.done.at(-1);
      if (last === undefined) return told("nothing to undo");
      return { effects: [{ type: "write-undo", prompt: last }], action: { type: "undo" } };
    }
  }
}

/** What becomes of what was shown or judged where it cannot be written down, and a verdict `stands` or none does. */
export function unwritten({ type, prompt }: Exclude<CompareEffect, Say>, stands: boolean): CompareAction {
  if (type === "write-reveal") return { type: "hide" };
  return { type: stands ? "stand" : "fall", prompt };
}

/** What can be done with a prompt's pictures; of a refused one its place, which tells no model. */
export function hintOf(standing: DuelStanding, left: Side): string {
  switch (standing.kind) {
    case "making":
      return "both pictures are being made…";
    case "ready":
      return `${theKey("space")} shows both`;
    case "failed":
      return `no picture, ${theKey("s")} puts it off: ${standing.reason}`;
    case "refused": {
      const [first, second] = standing.refused;
      const which = second ? "both pictures were" : `the ${first === left ? "left" : "right"} picture was`;
      return `${which} withheld by the output filters: no vote, ${theKey("enter")} goes on`;
    }
  }
}
