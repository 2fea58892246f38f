import { openInterface } from "../../tui/open-interface.ts";
import type { AddCommand } from "../command.ts";
import { score } from "../options.ts";

interface Flags {
  readonly where?: string;
  readonly policy?: string;
  readonly data?: string;
  readonly veil?: number;
}

export const addExplore: AddCommand = (program, session) => {
  program
    .command("explore")
    .description("look at a run's pairs and scores in the terminal: sort, filter, count, explain")
    .argument("<run>", "a run's folder")
    .option("--where <sql>", "only pairs for which an SQL predicate over the score columns holds")
    .option("--policy <file>", "default, strict or a YAML file (default: the run's)")
    .option("--data <uri>", "where the dataset lies now, when it moved")
    .option(
      "--veil <score>",
      "captions that score below it stand in clear, and are counted; 0 masks all (0.1)",
      score,
    )
    .addHelpText("after", "\nExample:\n  sluice explore runs/sample --where 'text_toxicity > 0.5'")
    .action(async (run: string, { where, veil, ...flags }: Flags) => {
      const lens = where === undefined ? {} : { where };
      await openInterface(
        { screen: "explore", folder: run, ...lens },
        { ...flags, limits: veil === undefined ? {} : { veil } },
        session,
      );
    });
};
