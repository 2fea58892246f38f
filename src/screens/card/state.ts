import { openQuestions } from "../../cards/check.ts";
import { type Profile, profiles } from "../../cards/choices.ts";
import type { Question } from "../../cards/questions/question.ts";
import { questions } from "../../cards/questions/registry.ts";
import type { Card } from "../../cards/source/card.ts";
import { type ListMove, type ListState, listStart, moveList, moveTo } from "../kit/window.ts";

export interface CardState {
  readonly card: Card;
  readonly profile: Profile;
  readonly list: ListState;
  /** Only what the profile wants and nobody has answered, or what went stale. */
  readonly onlyOpen: boolean;
}

/** `height` is how many questions the face shows at once. */
export type CardAction =
  | { readonly type: "move"; readonly move: ListMove; readonly height: number }
  | { readonly type: "profile" }
  | { readonly type: "only-open" }
  /** After an answer under "only open", the cursor stays where the next question comes up. */
  | { readonly type: "answered"; readonly card: Card; readonly height: number };

export function cardStart(card: Card): CardState {
  return { card, profile: "internal", list: listStart, onlyOpen: false };
}

export function cardState(state: CardState, action: CardAction): CardState {
  switch (action.type) {
    case "move":
      return {
        ...state,
        list: moveList(state.list, action.move, linesOf(state).length, action.height),
      };
    case "profile": {
      const next = profiles[(profiles.indexOf(state.profile) + 1) % profiles.length] ?? "internal";
      return { ...state, profile: next, list: listStart };
    }
    case "only-open":
      return { ...state, onlyOpen: !state.onlyOpen, list: listStart };
    case "answered": {
      const answered = { ...state, card: action.card };
      const { list } = state;
      return { ...answered, list: moveTo(list, list.cursor, linesOf(answered).length, action.height) };
    }
  }
}

/** A question's line. */
export interface QuestionLine {
  readonly question: Question;
  /** `✓` settled, `!` stale, `·` wanted and open, blank where nobody wants it. */
  readonly mark: "✓" | "!" | "·" | " ";
}

/** The questions on screen. */
export function linesOf({
  card: { answers },
  profile,
  onlyOpen,
}: Pick<CardState, "card" | "profile" | "onlyOpen">): readonly QuestionLine[] {
  const lines = questions.map((question): QuestionLine => {
    const answer = answers[question.id];
    if (answer?.state === "stale") return { question, mark: "!" };
    if (answer !== undefined) return { question, mark: "✓" };
    return { question, mark: question.required.includes(profile) ? "·" : " " };
  });
  return onlyOpen ? lines.filter(({ mark }) => mark === "·" || mark === "!") : lines;
}

/** The question under the cursor; undefined where the list is empty. */
export function currentOf(state: CardState): Question | undefined {
  return linesOf(state)[state.list.cursor]?.question;
}

/** What the profile still wants, in a word. */
export function standingOf({ card, profile }: CardState): string {
  const open = openQuestions(card, profile).length;
  return `${profile}: ${open === 0 ? "complete" : `${open} open`}`;
}
