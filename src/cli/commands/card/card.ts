import type { AddCommand } from "../../../words/command.ts";
import { addAnswer } from "./answer.ts";
import { addCheck } from "./check.ts";
import { addCardDiff } from "./diff.ts";
import { addInit } from "./init.ts";
import { addMatrix } from "./matrix.ts";
import { addPush } from "./push.ts";
import { addQuestions } from "./questions.ts";
import { addRender } from "./render.ts";
import { addSign } from "./sign.ts";
import { addValidate } from "./validate.ts";

const subcommands: readonly AddCommand[] = [
  addInit,
  addQuestions,
  addAnswer,
  addRender,
  addPush,
  addMatrix,
  addCheck,
  addSign,
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
