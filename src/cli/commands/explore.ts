import { openInterface } from "../../tui/open-interface.ts";
import type { AddCommand } from "../command.ts";

export const addExplore: AddCommand = (program, session) => {
  program
    .command("explore")
    .description("look at a run's pairs and scores in the terminal: sort, filter, count, explain")
    .argument("<run>", "a run's folder")
    .option("--where <sql>", "only pairs for which an SQL predicate over the score columns holds")
    .option("--policy <file>", "default, strict or a YAML file (default: the run's)")
    .option("--data <uri>", "where the dataset lies now, when it moved")
    .addHelpText("after", "\nExample:\n  sluice explore runs/sample --where 'text_toxicity > 0.5'")
    .action(
      async (
        run: string,
        { where, ...flags }: { readonly where?: string; readonly policy?: string; readonly data?: string },
      ) => {
        const lens = where === undefined ? {} : { where };
        await openInterface({ screen: "explore", folder: run, ...lens }, flags, session);
      },
    );
};
