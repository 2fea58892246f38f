import { type Outcome, type Say, told } from "../kit/intents.ts";
import type { CurateAction } from "./state.ts";

/** What a curator can mean. */
export type CurateIntent =
  | { readonly type: "stop" }
  | { readonly type: "write" }
  | { readonly type: "format" }
  | { readonly type: "to"; readonly text: string };

/** What the face does before the state changes. */
export type CurateEffect = Say | { readonly type: "stop" } | { readonly type: "write" };

/** What an intent comes to; there are so many formats to choose from. */
export function pressed(intent: CurateIntent, formats: number): Outcome<CurateAction, CurateEffect> {
  switch (intent.type) {
    case "stop":
      return { effects: [{ type: "stop" }], action: null };
    case "write":
      return { effects: [{ type: "write" }], action: { type: "begun" } };
    case "format":
      return { effects: [], action: { type: "format", formats } };
    case "to": {
      const to = intent.text.trim();
      return to === "" ? told("wanted a folder", "warning") : { effects: [], action: { type: "to", to } };
    }
  }
}
