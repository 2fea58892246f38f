import { openQuestions } from "../../cards/check.ts";
import type { Profile } from "../../cards/choices.ts";
import type { Question } from "../../cards/questions/question.ts";
import { allQuestions } from "../../cards/questions/registry.ts";
import type { Card } from "../../cards/source/card.ts";

/** Everything that cards ask, of datasets and of models. */
export function cardQuestions(): readonly Question[] {
  return allQuestions;
}

/** How many questions of a dataset's card a profile still wants answered. */
export function openCount(card: Card, profile: Profile): number {
  return openQuestions(card, profile).length;
}
