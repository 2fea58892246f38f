import type { AddCommand } from "../../../words/command.ts";
import { commandLine } from "../../../words/command.ts";
import { jsonText } from "../../../words/json-text.ts";
import { pushedText } from "../../../words/texts/hub-text.ts";
import { type HubFlags, hubAnswers, withHubFlags } from "../hub-flags.ts";

/** `sluice card push`: a card's documents as one commit of a dataset on the hub; a dry run unless asked. */
export const addPush: AddCommand = (card, session) => {
  const command = card
    .command("push")
    .description(
      "hold a card's README, Croissant and datasheet against a dataset of the hub; --push makes them one commit",
    )
    .argument("<folder>", "a run's folder, with a card")
    .requiredOption("--to <place>", "hf://datasets/ORG/NAME, or a branch of it as …@BRANCH");
  withHubFlags(command)
    .option("--json", "print one JSON document on stdout")
    .addHelpText(
      "after",
      "\nExamples:\n  sluice card push runs/curated --to hf://datasets/org/name\n  sluice card push runs/curated --to hf://datasets/org/name --not-for-all-audiences yes --gated no --push",
    )
    .action(async (folder: string, { to, json, ...flags }: HubFlags & { to: string; json?: boolean }) => {
      const { pushCard } = await import("../../../actions/card/push.ts");
      const pushed = await pushCard(folder, { to, ...hubAnswers(flags) }, session.signal);
      session.print(
        json
          ? jsonText({ schema: "sluice.pushed/1", ...pushed })
          : pushedText(pushed, commandLine(session.words)).join("\n"),
      );
    });
};
