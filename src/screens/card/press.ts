import type { Answer, AnswerState } from "../../cards/source/card.ts";
import { type Outcome, type Say, told } from "../kit/intents.ts";
import type { ListMove } from "../kit/window.ts";
import type { CardAction } from "./state.ts";

/** What a person can say to a question. */
export type GivenState = Exclude<AnswerState, "stale">;

/** What a person can mean at the questionnaire. */
export type CardIntent =
  | { readonly type: "move"; readonly move: ListMove }
  | {
      readonly type: "answer";
      /** The question's id. */
      readonly question: string;
      readonly state: GivenState;
      readonly text: string;
      /** The answer that stood there when the person began to type; null for none. */
      readonly seen: Answer | null;
    }
  | { readonly type: "profile" | "only-open" | "render" }
  /** An answer where no question is on screen. */
  | { readonly type: "nothing" };

/** What the face does before the state changes. */
export type CardEffect =
  | Say
  | {
      readonly type: "write-answer";
      readonly question: string;
      readonly state: GivenState;
      /** Not empty. */
      readonly text: string;
      readonly seen: Answer | null;
    }
  | { readonly type: "write-documents" };

/**
 * What an intent comes to. An answer is written before it stands: the face comes back with the new card.
 * @param height how many questions the face shows at once
 */
export function pressed(intent: CardIntent, height: number): Outcome<CardAction, CardEffect> {
  switch (intent.type) {
    case "move":
      return { effects: [], action: { type: "move", move: intent.move, height } };
    case "answer": {
      const { question, state, seen } = intent;
      const text = intent.text.trim();
      if (text === "") return told("nothing was changed: wanted words", "warning");
      return { effects: [{ type: "write-answer", question, state, text, seen }], action: null };
    }
    case "profile":
    case "only-open":
      return { effects: [], action: { type: intent.type } };
    case "render":
      return { effects: [{ type: "write-documents" }], action: null };
    case "nothing":
      return { effects: [], action: null };
  }
}
