import { type Outcome, type Say, told } from "../kit/intents.ts";
import { type Cut, movedCuts, type ScrubAction, type ScrubState } from "./state.ts";

export type ScrubIntent =
  | ScrubAction
  /** A cut's place, in words. */
  | { readonly type: "value"; readonly text: string }
  | { readonly type: "save" };

/** Writes the moved cuts as a new version of the policy, and decides by it. */
export interface SaveCuts {
  readonly type: "save";
  readonly cuts: readonly Cut[];
}

/** What an intent comes to. */
export function pressed(state: ScrubState, intent: ScrubIntent): Outcome<ScrubAction, SaveCuts | Say> {
  switch (intent.type) {
    case "value": {
      const { text } = intent;
      const value = Number(text);
      if (text.trim() === "" || !Number.isFinite(value))
        return told(`wanted a number, got "${text}"`, "warning");
      return { effects: [], action: { type: "set", value } };
    }
    case "save":
      if (movedCuts(state).length === 0) return told("nothing to save: no cut was moved");
      return { effects: [{ type: "save", cuts: movedCuts(state) }], action: null };
    default:
      return { effects: [], action: intent };
  }
}
