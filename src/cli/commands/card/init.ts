import type { Card } from "../../../cards/source/card.ts";
import { CliError } from "../../../process/errors.ts";
import { counted } from "../../../process/figures.ts";
import { shellWord } from "../../../process/shell-word.ts";
import type { AddCommand } from "../../../words/command.ts";
import { jsonText } from "../../../words/json-text.ts";

interface Flags {
  readonly policy?: string;
  readonly view?: string;
  readonly whole?: boolean;
  readonly json?: boolean;
}

/** `sluice card init`: makes a run's card, or asks the run everything again and keeps the answers. */
export const addInit: AddCommand = (card, session) => {
  card
    .command("init")
    .description(
      "make a run's or a model's card from what is known of it; again: refresh the facts, keep the answers",
    )
    .argument("<folder>", "a finished run's folder, or a model's")
    .option("--policy <file>", "default, strict or a YAML file (default: the card's, else the run's)")
    .option("--view <name>", "facts of the pairs of a view that was saved with :save; the card keeps it")
    .option("--whole", "facts of the whole run again, where the card was of a view")
    .option("--json", "print one JSON document on stdout")
    .addHelpText(
      "after",
      "\nExamples:\n  sluice card init runs/sample && sluice card check runs/sample --profile hub\n  sluice card init runs/sample --view doubtful",
    )
    .action(async (run: string, { whole, view, ...flags }: Flags) => {
      if (whole && view !== undefined)
        throw new CliError("Cannot make the card: wanted --view or --whole, got both", { exitCode: 2 });
      const { makeCard } = await import("../../../actions/card/make.ts");
      const scope = whole ? { view: null } : view === undefined ? {} : { view };
      const made = await makeCard(run, { ...flags, ...scope });
      if (flags.json) session.print(jsonText({ schema: "sluice.card-init/1", ...counts(run, made) }));
      else for (const line of madeText(run, made)) session.print(line);
    });
};

/** What the card holds now, in counts, and which answers no longer stand beside what they were written for. */
function counts(folder: string, { view, facts, answers }: Card) {
  return {
    card: `${folder}/cards/card.yaml`,
    ...(view === undefined ? {} : { view }),
    facts: Object.keys(facts).length,
    answers: Object.keys(answers).length,
    stale: Object.keys(answers).filter((id) => answers[id]?.state === "stale"),
  };
}

function madeText(folder: string, card: Card): readonly string[] {
  const { card: path, facts, answers, stale } = counts(folder, card);
  const part = card.view === undefined ? "" : ` of view ${card.view}`;
  return [
    `${path}: ${facts} facts${part}, ${counted(answers, "answer")}`,
    ...(stale.length === 0 ? [] : [`stale, since their evidence changed: ${stale.join(", ")}`]),
    `next: sluice card check ${shellWord(folder)} --profile hub`,
  ];
}
