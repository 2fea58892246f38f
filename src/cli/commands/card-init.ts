import { existsSync } from "node:fs";
import type { Card } from "../../cards/source/card.ts";
import type { AddCommand } from "../command.ts";

/** `sluice card init`: makes a run's card, or asks the run everything again and keeps the answers. */
export const addInit: AddCommand = (card, session) => {
  card
    .command("init")
    .description(
      "make a run's or a model's card from what is known of it; again: refresh the facts, keep the answers",
    )
    .argument("<folder>", "a finished run's folder, or a model's")
    .option("--policy <file>", "default, strict or a YAML file (default: the card's, else default)")
    .addHelpText(
      "after",
      "\nExample:\n  sluice card init runs/sample && sluice card check runs/sample --profile hub",
    )
    .action(async (run: string, flags: { readonly policy?: string }) => {
      const { openRunView } = await import("../../explore/run-view.ts");
      const { cardPath, readCard, refreshed, writeCard } = await import("../../cards/source/card.ts");
      const { factsOf } = await import("../../cards/source/facts.ts");
      const { isModel, modelFacts } = await import("../../cards/model-facts.ts");
      const old = existsSync(cardPath(run)) ? await readCard(run) : null;
      const keep = async (policy: string, facts: Card["facts"]) => {
        const fresh = old ?? ({ schema: "sluice.card/1", policy, facts, answers: {} } as const);
        const next = refreshed(fresh, policy, facts);
        await writeCard(run, next);
        for (const line of madeText(run, next)) session.print(line);
      };
      if (isModel(run)) return keep("", await modelFacts(run));
      const policy = flags.policy ?? old?.policy ?? "default";
      const view = await openRunView(run, policy);
      try {
        await keep(policy, await factsOf(view));
      } finally {
        view.close();
      }
    });
};

function madeText(folder: string, { facts, answers }: Card): readonly string[] {
  const stale = Object.entries(answers).filter(([, { state }]) => state === "stale");
  return [
    `${folder}/cards/card.yaml: ${Object.keys(facts).length} facts, ${Object.keys(answers).length} answers`,
    ...(stale.length === 0
      ? []
      : [`stale, since their evidence changed: ${stale.map(([id]) => id).join(", ")}`]),
    `next: sluice card check ${folder} --profile hub`,
  ];
}
