import type { Card } from "../../../cards/source/card.ts";
import type { AddCommand } from "../../command.ts";
import { jsonText } from "../../json-text.ts";

/** `sluice card init`: makes a run's card, or asks the run everything again and keeps the answers. */
export const addInit: AddCommand = (card, session) => {
  card
    .command("init")
    .description(
      "make a run's or a model's card from what is known of it; again: refresh the facts, keep the answers",
    )
    .argument("<folder>", "a finished run's folder, or a model's")
    .option("--policy <file>", "default, strict or a YAML file (default: the card's, else the run's)")
    .option("--json", "print one JSON document on stdout")
    .addHelpText(
      "after",
      "\nExample:\n  sluice card init runs/sample && sluice card check runs/sample --profile hub",
    )
    .action(async (run: string, flags: { readonly policy?: string; readonly json?: boolean }) => {
      const { makeCard } = await import("../../../actions/card/make.ts");
      const made = await makeCard(run, flags);
      if (flags.json) session.print(jsonText({ schema: "sluice.card-init/1", ...counts(run, made) }));
      else for (const line of madeText(run, made)) session.print(line);
    });
};

/** What the card holds now, in counts, and which answers no longer stand beside what they were written for. */
function counts(folder: string, { facts, answers }: Card) {
  return {
    card: `${folder}/cards/card.yaml`,
    facts: Object.keys(facts).length,
    answers: Object.keys(answers).length,
    stale: Object.keys(answers).filter((id) => answers[id]?.state === "stale"),
  };
}

function madeText(folder: string, card: Card): readonly string[] {
  const { card: path, facts, answers, stale } = counts(folder, card);
  return [
    `${path}: ${facts} facts, ${answers} answers`,
    ...(stale.length === 0 ? [] : [`stale, since their evidence changed: ${stale.join(", ")}`]),
    `next: sluice card check ${folder} --profile hub`,
  ];
}
