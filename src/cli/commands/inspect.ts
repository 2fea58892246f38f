import type { AddCommand } from "../../words/command.ts";
import { inspectionText } from "../../words/inspection-text.ts";
import { jsonText } from "../../words/json-text.ts";
import {
  captionOption,
  configOption,
  imageOption,
  keyOption,
  mapOption,
  wholeNumber,
} from "../../words/options.ts";

interface InspectFlags {
  readonly limit: number;
  readonly followLinks?: boolean;
  readonly map?: string;
  readonly image?: readonly string[];
  readonly caption?: readonly string[];
  readonly key?: string;
  readonly writeMap?: string;
  readonly config?: string;
  readonly json?: boolean;
}

export const addInspect: AddCommand = (program, session) => {
  program
    .command("inspect")
    .description("say what a dataset is: format, shards, pairs, columns, licences, trouble")
    .argument(
      "<uri...>",
      "folder, file, {00000..00099}.tar, glob, hf://datasets/ORG/NAME[@REV][/PATH], s3://BUCKET/PATH, https://…, or the built-in `sample`",
    )
    .option("--limit <n>", "read at most n pairs", wholeNumber(1), 10_000)
    .option("--follow-links", "read also where links lead out of the places named")
    .addOption(mapOption())
    .addOption(imageOption())
    .addOption(captionOption())
    .addOption(keyOption())
    .option(
      "--write-map <file>",
      "write what its fields are taken for, to be changed and given back with --map",
    )
    .addOption(configOption())
    .option("--json", "print one JSON document on stdout")
    .addHelpText(
      "after",
      "\nExamples:\n  sluice inspect sample\n  sluice inspect 'cc12m.tsv' --limit 1000000 --json\n  sluice inspect hf://datasets/org/name\n  sluice inspect data/ --write-map map.yaml              # change it, then: sluice audit data/ --map map.yaml\n  sluice inspect data.parquet --image picture --caption title,alt",
    )
    .action(async (uris: readonly string[], { json, ...wish }: InspectFlags) => {
      const { inspectDataset } = await import("../../actions/inspect.ts");
      const inspection = await inspectDataset(uris, wish, session.signal);
      session.print(
        json ? jsonText({ schema: "sluice.inspection/1", ...inspection }) : inspectionText(inspection),
      );
      // As of an audit.
      session.exit(inspection.errors.count > 0 || inspection.unread > 0 ? 4 : 0);
    });
};
