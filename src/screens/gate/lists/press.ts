import { type Go, type Outcome, type Say, told } from "../../kit/intents.ts";
import type { ListMove } from "../../kit/window.ts";
import type { GateListsAction } from "./state.ts";

/** What a person can mean at the gate's lists. */
export type GateListsIntent =
  | { readonly type: "move"; readonly move: ListMove }
  | { readonly type: "next-list" | "clear" | "refresh" }
  /** Opens the request for images of a prompt. */
  | { readonly type: "request"; readonly text: string }
  | { readonly type: "approve"; readonly request: string }
  /** `text` is the reason. */
  | { readonly type: "deny"; readonly request: string; readonly text: string };

/** What the face does before the state changes: acts at the gate, and what every screen can. */
export type GateListsEffect =
  | Go
  | Say
  | { readonly type: "refresh" }
  | { readonly type: "approve"; readonly request: string }
  | { readonly type: "deny"; readonly request: string; readonly reason: string };

/** The list on screen. */
export interface GateListsWorld {
  readonly total: number;
  /** Lines that the face shows at once. */
  readonly height: number;
}

/** What an intent comes to; the gate itself says whether it may be. */
export function pressed(
  intent: GateListsIntent,
  { total, height }: GateListsWorld,
): Outcome<GateListsAction, GateListsEffect> {
  switch (intent.type) {
    case "move":
      return { effects: [], action: { type: "move", move: intent.move, total, height } };
    case "next-list":
    case "clear":
      return { effects: [], action: { type: intent.type } };
    case "refresh":
      return { effects: [{ type: "refresh" }], action: null };
    case "request": {
      const prompt = intent.text.trim();
      if (prompt === "") return { effects: [], action: null };
      return { effects: [{ type: "go", route: { screen: "gate-request", prompt } }], action: null };
    }
    case "approve":
      return { effects: [{ type: "approve", request: intent.request }], action: null };
    case "deny": {
      const { request, text: reason } = intent;
      if (reason.trim() === "") return told("a denial needs a reason", "warning");
      return { effects: [{ type: "deny", request, reason }], action: null };
    }
  }
}
