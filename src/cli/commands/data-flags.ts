import type { Command } from "commander";
import {
  captionOption,
  custodianOption,
  hashesOption,
  imageOption,
  keyOption,
  list,
  mapOption,
  wholeNumber,
} from "../../words/options.ts";

/** Adds the flags that say what is audited, with which filters: `audit` and `plan` ask for the same. */
export function withDataFlags(command: Command): Command {
  return command
    .option(
      "--filters <ids>",
      "filters to run, separated by commas (see: sluice filters list); ./mine.mjs is your own; embeddings: vectors to find captions by",
      list,
    )
    .option(
      "--model <filter=model...>",
      "another model for a filter, as in nsfw-image=nsfw-inception-v3; nsfw-image=panel-float: the panel without its fast first pass",
    )
    .option("--follow-links", "read also where links lead out of the places named")
    .addOption(mapOption())
    .addOption(imageOption())
    .addOption(captionOption())
    .addOption(keyOption())
    .addOption(hashesOption())
    .addOption(custodianOption())
    .option("--limit <n>", "only the first n pairs", wholeNumber(1))
    .option("--sample <n>", "only n pairs drawn at random without replacement", wholeNumber(1))
    .option("--seed <s>", "seed of --sample", wholeNumber(0), 0);
}
