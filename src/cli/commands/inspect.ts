import type { Inspection } from "../../../datasets/index.ts";
import { count, megabytes } from "../../process/figures.ts";
import { printable } from "../../process/printable.ts";
import type { AddCommand } from "../command.ts";
import { configOption, wholeNumber } from "../options.ts";
import { shellWord } from "../shell-word.ts";

interface InspectFlags {
  readonly limit: number;
  readonly followLinks?: boolean;
  readonly config?: string;
  readonly json?: boolean;
}

export const addInspect: AddCommand = (program, session) => {
  program
    .command("inspect")
    .description("say what a dataset is: format, shards, pairs, columns, licences, trouble")
    .argument("<uri...>", "folder, file, {00000..00099}.tar, glob, or the built-in `sample`")
    .option("--limit <n>", "read at most n pairs", wholeNumber(1), 10_000)
    .option("--follow-links", "read also where links lead out of the places named")
    .addOption(configOption())
    .option("--json", "print one JSON document on stdout")
    .addHelpText(
      "after",
      "\nExamples:\n  sluice inspect sample\n  sluice inspect 'cc12m.tsv' --limit 1000000 --json",
    )
    .action(async (uris: readonly string[], { json, ...wish }: InspectFlags) => {
      const { inspectDataset } = await import("../../actions/inspect.ts");
      const inspection = await inspectDataset(uris, wish, session.signal);
      session.print(
        json ? JSON.stringify({ schema: "sluice.inspection/1", ...inspection }) : inspectionText(inspection),
      );
    });
};

function inspectionText(found: Inspection): string {
  const {
    uri,
    format,
    shards,
    pairs,
    complete,
    declaredPairs,
    captions,
    images,
    licenses,
    errors,
    troubles,
    troubleCount,
  } = found;
  const declared = declaredPairs === undefined || complete ? "" : ` of ${count(declaredPairs)}`;
  const lines = [
    `${uri}: ${format}, ${count(shards.count)} shards, ${megabytes(shards.bytes)}`,
    `pairs: ${count(pairs)}${declared}${complete ? "" : " read; there are more (--limit)"}`,
    `first keys: ${found.firstKeys.join(", ")}`,
    `columns: ${found.columns.join(", ") || "none beside the pairs"}`,
    `captions: ${count(captions.present)} present, ${count(captions.empty)} empty, ${count(captions.missing)} missing`,
    `images: ${count(images.present)} named or inside, ${count(images.missing)} missing`,
    `URLs: ${count(found.urls)}`,
    `licences: ${Object.entries(licenses)
      .map(([name, n]) => `${name} ${count(n)}`)
      .join(", ")}`,
    ...(errors.count > 0 ? [`errors: ${count(errors.count)}`] : []),
    ...errors.first.map(({ key, error }) => `  ${key}: ${error}`),
    ...(troubleCount > 0 ? [`troubles: ${count(troubleCount)}`] : []),
    ...troubles.map((trouble) => `  ${trouble}`),
    `next: sluice audit ${shellWord(uri)}`,
  ];
  return lines.map(printable).join("\n");
}
