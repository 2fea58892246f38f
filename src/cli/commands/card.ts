import type { AddCommand } from "../command.ts";
import { addValidate } from "./card-validate.ts";

/** Documentation of datasets; each subcommand has a file of its own. */
export const addCard: AddCommand = (program, session) => {
  const card = program.command("card").description("documentation of datasets");
  addValidate(card, session);
};
