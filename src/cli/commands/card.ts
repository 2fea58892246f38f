import type { AddCommand } from "../command.ts";
import { addAnswer } from "./card-answer.ts";
import { addCheck } from "./card-check.ts";
import { addCardDiff } from "./card-diff.ts";
import { addInit } from "./card-init.ts";
import { addQuestions } from "./card-questions.ts";
import { addRender } from "./card-render.ts";
import { addValidate } from "./card-validate.ts";

const subcommands: readonly AddCommand[] = [
  addInit,
  addQuestions,
  addAnswer,
  addRender,
  addCheck,
  addCardDiff,
  addValidate,
];

/** Documentation of datasets; each subcommand has a file of its own. */
export const addCard: AddCommand = (program, session) => {
  const card = program
    .command("card")
    .description("documentation of datasets that cannot drift from the data");
  for (const add of subcommands) add(card, session);
};
