import { profiles } from "../../../cards/choices.ts";
import type { AddCommand } from "../../../words/command.ts";
import { jsonText } from "../../../words/json-text.ts";

/** `sluice card questions`: what a card asks, why, and who wants it answered. */
export const addQuestions: AddCommand = (card, session) => {
  card
    .command("questions")
    .description("list the questions of a card, why they are asked and which profiles want them")
    .option("--json", "print one JSON document on stdout")
    .addHelpText("after", `\nProfiles: ${profiles.join(", ")}\n\nExample:\n  sluice card questions`)
    .action(async (flags: { readonly json?: boolean }) => {
      const { cardQuestions } = await import("../../../actions/card/questions.ts");
      const questions = cardQuestions();
      if (flags.json) return session.print(jsonText({ schema: "sluice.questions/1", questions }));
      for (const { id, ask, why, required } of questions)
        session.print(
          `${id.padEnd(4)} ${ask}\n     ${why}${required.length === 0 ? "" : ` [${required.join(", ")}]`}`,
        );
    });
};
