import { existsSync } from "node:fs";
import type { AddCommand } from "../command.ts";

/** `sluice card init`: makes a run's card, or asks the run everything again and keeps the answers. */
export const addInit: AddCommand = (card, session) => {
  card
    .command("init")
    .description("make a run's card from what the audit found; again: refresh the facts, keep the answers")
    .argument("<run>", "a finished run's folder")
    .option("--policy <file>", "default, strict or a YAML file (default: the card's, else default)")
    .addHelpText(
      "after",
      "\nExample:\n  sluice card init runs/sample && sluice card check runs/sample --profile hub",
    )
    .action(async (run: string, flags: { readonly policy?: string }) => {
      const { openRunView } = await import("../../explore/run-view.ts");
      const { cardPath, readCard, refreshed, writeCard } = await import("../../cards/source/card.ts");
      const { factsOf } = await import("../../cards/source/facts.ts");
      const old = existsSync(cardPath(run)) ? await readCard(run) : null;
      const policy = flags.policy ?? old?.policy ?? "default";
      const view = await openRunView(run, policy);
      try {
        const facts = await factsOf(view);
        const fresh = old ?? ({ schema: "sluice.card/1", policy, facts, answers: {} } as const);
        const next = refreshed(fresh, policy, facts);
        await writeCard(run, next);
        const stale = Object.entries(next.answers).filter(([, { state }]) => state === "stale");
        session.print(
          `${cardPath(run)}: ${Object.keys(facts).length} facts, ${Object.keys(next.answers).length} answers`,
        );
        if (stale.length > 0)
          session.print(`stale, since their evidence changed: ${stale.map(([id]) => id).join(", ")}`);
        session.print(`next: sluice card check ${run} --profile hub`);
      } finally {
        view.close();
      }
    });
};
