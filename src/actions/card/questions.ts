import type { Question } from "../../cards/questions/question.ts";
import { allQuestions } from "../../cards/questions/registry.ts";

/** Everything that cards ask, of datasets and of models. */
export function cardQuestions(): readonly Question[] {
  return allQuestions;
}
