import { type Profile, profiles } from "../../cards/questions/question.ts";
import { questions } from "../../cards/questions/registry.ts";
import type { Card } from "../../cards/source/card.ts";
import { type ListMove, type ListState, listStart, moveList, moveTo } from "../../screens/kit/window.ts";

export interface CardState {
  readonly profile: Profile;
  readonly list: ListState;
  /** Only what the profile wants and nobody has answered, or what went stale. */
  readonly onlyOpen: boolean;
}

export type CardAction =
  | { readonly type: "move"; readonly move: ListMove; readonly total: number; readonly height: number }
  | { readonly type: "profile" }
  | { readonly type: "only-open" }
  /** After an answer under "only open", the cursor stays where the next question comes up. */
  | { readonly type: "shrunk"; readonly total: number; readonly height: number };

export const cardStart: CardState = { profile: "internal", list: listStart, onlyOpen: false };

export function cardState(state: CardState, action: CardAction): CardState {
  switch (action.type) {
    case "move":
      return { ...state, list: moveList(state.list, action.move, action.total, action.height) };
    case "profile": {
      const next = profiles[(profiles.indexOf(state.profile) + 1) % profiles.length] ?? "internal";
      return { ...state, profile: next, list: listStart };
    }
    case "only-open":
      return { ...state, onlyOpen: !state.onlyOpen, list: listStart };
    case "shrunk":
      return { ...state, list: moveTo(state.list, state.list.cursor, action.total, action.height) };
  }
}

/** A question's line. */
export interface QuestionLine {
  readonly question: (typeof questions)[number];
  /** `✓` settled, `!` stale, `·` wanted and open, blank where nobody wants it. */
  readonly mark: "✓" | "!" | "·" | " ";
}

/** The questions on screen. */
export function linesOf({ answers }: Card, { profile, onlyOpen }: CardState): readonly QuestionLine[] {
  const lines = questions.map((question): QuestionLine => {
    const answer = answers[question.id];
    if (answer?.state === "stale") return { question, mark: "!" };
    if (answer !== undefined) return { question, mark: "✓" };
    return { question, mark: question.required.includes(profile) ? "·" : " " };
  });
  return onlyOpen ? lines.filter(({ mark }) => mark === "·" || mark === "!") : lines;
}
