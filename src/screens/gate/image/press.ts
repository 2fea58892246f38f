import { rungs } from "../../../exposure/ladder.ts";
import { type Outcome, type Say, told } from "../../kit/intents.ts";
import { type GateImageAction, type GateImageState, HIDDEN } from "./state.ts";

/** What a reviewer can mean before a sealed image. */
export type GateImageIntent =
  /** Shows one rung more or less. */
  | { readonly type: "climb"; readonly by: 1 | -1 }
  | { readonly type: "hide" }
  /** Shows the prompt, or masks it again. */
  | { readonly type: "clear" }
  | { readonly type: "judge"; readonly verdict: "pass" | "reject" }
  /** `text` is the file's name. */
  | { readonly type: "release"; readonly text: string }
  /** `text` is the reason. */
  | { readonly type: "destroy"; readonly text: string };

/** What the face does before the state changes: acts at the gate, each in the ledger before anything comes of it. */
export type GateImageEffect =
  | Say
  | { readonly type: "reveal"; readonly rung: number; readonly turn: number }
  | { readonly type: "review"; readonly verdict: "pass" | "reject" }
  | { readonly type: "release"; readonly out: string }
  | { readonly type: "destroy"; readonly reason: string };

/** What an intent comes to; the gate itself says whether it may be. */
export function pressed(
  { wanted, turn }: GateImageState,
  intent: GateImageIntent,
): Outcome<GateImageAction, GateImageEffect> {
  switch (intent.type) {
    case "climb": {
      const rung = Math.min(rungs.length - 1, wanted + intent.by);
      if (rung <= HIDDEN) return { effects: [], action: { type: "hide" } };
      return { effects: [{ type: "reveal", rung, turn: turn + 1 }], action: { type: "want", rung } };
    }
    case "hide":
    case "clear":
      return { effects: [], action: { type: intent.type } };
    case "judge":
      return { effects: [{ type: "review", verdict: intent.verdict }], action: null };
    case "release":
      return { effects: [{ type: "release", out: intent.text.trim() }], action: null };
    case "destroy": {
      const { text: reason } = intent;
      if (reason.trim() === "") return told("destroying needs a reason", "warning");
      return { effects: [{ type: "destroy", reason }], action: null };
    }
  }
}
