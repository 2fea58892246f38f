import { existsSync } from "node:fs";
import { join } from "node:path";
import { modelQuestions } from "../questions/model.ts";
import type { Question } from "../questions/question.ts";
import { questions } from "../questions/registry.ts";

/** Whether a folder holds a model, so that its card asks a model's questions. */
export function isModel(folder: string): boolean {
  return existsSync(join(folder, "model.json"));
}

/** What the card of a folder asks: a model's questions, or a dataset's. */
export function questionsOf(folder: string): readonly Question[] {
  return isModel(folder) ? modelQuestions : questions;
}
