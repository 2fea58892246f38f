import { existsSync } from "node:fs";
import type { Card } from "../../../cards/source/card.ts";
import { anchored } from "../../../run/anchor.ts";
import type { AddCommand } from "../../command.ts";

/** `sluice card init`: makes a run's card, or asks the run everything again and keeps the answers. */
export const addInit: AddCommand = (card, session) => {
  card
    .command("init")
    .description(
      "make a run's or a model's card from what is known of it; again: refresh the facts, keep the answers",
    )
    .argument("<folder>", "a finished run's folder, or a model's")
    .option("--policy <file>", "default, strict or a YAML file (default: the card's, else default)")
    .option("--json", "print one JSON document on stdout")
    .addHelpText(
      "after",
      "\nExample:\n  sluice card init runs/sample && sluice card check runs/sample --profile hub",
    )
    .action(async (run: string, flags: { readonly policy?: string; readonly json?: boolean }) => {
      const { openRunView } = await import("../../../run/view.ts");
      const { cardPath, readCard, refreshed, writeCard } = await import("../../../cards/source/card.ts");
      const { factsOf } = await import("../../../cards/source/facts.ts");
      const { modelFacts } = await import("../../../cards/model-facts.ts");
      const { isModel } = await import("../../../cards/source/kind.ts");
      const old = existsSync(cardPath(run)) ? await readCard(run) : null;
      const keep = async (policy: string, facts: Card["facts"]) => {
        const fresh = old ?? ({ schema: "sluice.card/1", policy, facts, answers: {} } as const);
        const next = refreshed(fresh, policy, facts);
        await writeCard(run, next);
        if (flags.json) session.print(JSON.stringify({ schema: "sluice.card-init/1", ...made(run, next) }));
        else for (const line of madeText(run, next)) session.print(line);
      };
      if (isModel(run)) return keep("", await modelFacts(run));
      const policy = flags.policy ?? old?.policy ?? "default";
      const view = await openRunView(run, flags.policy ?? anchored(policy, run));
      try {
        await keep(policy, await factsOf(view));
      } finally {
        view.close();
      }
    });
};

/** What the card holds now, in counts, and which answers no longer stand beside what they were written for. */
function made(folder: string, { facts, answers }: Card) {
  return {
    card: `${folder}/cards/card.yaml`,
    facts: Object.keys(facts).length,
    answers: Object.keys(answers).length,
    stale: Object.keys(answers).filter((id) => answers[id]?.state === "stale"),
  };
}

function madeText(folder: string, card: Card): readonly string[] {
  const { card: path, facts, answers, stale } = made(folder, card);
  return [
    `${path}: ${facts} facts, ${answers} answers`,
    ...(stale.length === 0 ? [] : [`stale, since their evidence changed: ${stale.join(", ")}`]),
    `next: sluice card check ${folder} --profile hub`,
  ];
}
