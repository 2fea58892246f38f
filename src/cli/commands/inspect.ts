import type { Inspection } from "../../../datasets/index.ts";
import { mapLine } from "../../actions/map-line.ts";
import { count, megabytes } from "../../process/figures.ts";
import { printable } from "../../process/printable.ts";
import { shellWord } from "../../process/shell-word.ts";
import type { AddCommand } from "../../words/command.ts";
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
    ...found.map.map(mapLine),
    ...fieldLines(found),
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

/** What each field is taken for, in how many pairs, and one of its values. */
function fieldLines({ fields }: Inspection): readonly string[] {
  const widest = Math.min(24, Math.max(0, ...fields.map(({ name }) => name.length)));
  return fields.map(
    ({ name, as, pairs, example }) =>
      `  ${as.padEnd(10)} ${name.padEnd(widest)} ${count(pairs).padStart(7)}${example === "" ? "" : `  ${example}`}`,
  );
}
