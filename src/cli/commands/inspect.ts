import type { Inspection } from "../../../datasets/index.ts";
import { printable } from "../../process/printable.ts";
import { openOrRefuse } from "../../run/open-dataset.ts";
import type { AddCommand } from "../command.ts";
import { configOption, wholeNumber } from "../options.ts";

interface InspectFlags {
  readonly limit: number;
  readonly config?: string;
  readonly json?: boolean;
}

export const addInspect: AddCommand = (program, session) => {
  program
    .command("inspect")
    .description("say what a dataset is: format, shards, pairs, columns, licences, trouble")
    .argument("<uri...>", "folder, file, {00000..00099}.tar, glob, or the built-in `sample`")
    .option("--limit <n>", "read at most n pairs", wholeNumber(1), 10_000)
    .addOption(configOption())
    .option("--json", "print one JSON document on stdout")
    .addHelpText(
      "after",
      "\nExamples:\n  sluice inspect sample\n  sluice inspect 'cc12m.tsv' --limit 1000000 --json",
    )
    .action(async (uris: readonly string[], flags: InspectFlags) => {
      const { inspectDataset } = await import("../../../datasets/index.ts");
      const { configuredFormats, readConfig } = await import("../../extensions/config.ts");
      const own = await configuredFormats(await readConfig(flags.config, process.cwd()));
      const dataset = await openOrRefuse(uris, own);
      const inspection = await inspectDataset(dataset, { limit: flags.limit, signal: session.signal });
      session.print(
        flags.json
          ? JSON.stringify({ schema: "sluice.inspection/1", ...inspection })
          : inspectionText(inspection),
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
  const declared = declaredPairs === undefined || complete ? "" : ` of ${number(declaredPairs)}`;
  const lines = [
    `${uri}: ${format}, ${number(shards.count)} shards, ${(shards.bytes / 1e6).toFixed(1)} MB`,
    `pairs: ${number(pairs)}${declared}${complete ? "" : " read; there are more (--limit)"}`,
    `first keys: ${found.firstKeys.join(", ")}`,
    `columns: ${found.columns.join(", ") || "none beside the pairs"}`,
    `captions: ${number(captions.present)} present, ${number(captions.empty)} empty, ${number(captions.missing)} missing`,
    `images: ${number(images.present)} named or inside, ${number(images.missing)} missing`,
    `URLs: ${number(found.urls)}`,
    `licences: ${Object.entries(licenses)
      .map(([name, n]) => `${name} ${number(n)}`)
      .join(", ")}`,
    ...(errors.count > 0 ? [`errors: ${number(errors.count)}`] : []),
    ...errors.first.map(({ key, error }) => `  ${key}: ${error}`),
    ...(troubleCount > 0 ? [`troubles: ${number(troubleCount)}`] : []),
    ...troubles.map((trouble) => `  ${trouble}`),
    `next: sluice audit ${uri}`,
  ];
  return lines.map(printable).join("\n");
}

function number(value: number): string {
  return value.toLocaleString("en");
}
