import { about } from "./about.ts";
import { collection, processing, uses } from "./collection-processing.ts";
import { distribution, maintenance } from "./distribution-maintenance.ts";
import { modelQuestions } from "./model.ts";
import { composition, motivation } from "./motivation-composition.ts";
import type { Question } from "./question.ts";

/** The datasheet's seven sections after Gebru et al. 2021, in our own words. */
export const datasheet = [
  ...motivation,
  ...composition,
  ...collection,
  ...processing,
  ...uses,
  ...distribution,
  ...maintenance,
];

const asked = [...about, ...datasheet];

/** The id of a question of a dataset's card. */
export type QuestionId = (typeof asked)[number]["id"];

/** Every question of a dataset's card, in the order in which they are asked. */
export const questions: readonly Question<QuestionId>[] = asked;

/** Every question of any card: answers to no question are refused. */
export const allQuestions: readonly Question[] = [...questions, ...modelQuestions];
