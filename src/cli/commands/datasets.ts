import { join } from "node:path";
import { InvalidArgumentError } from "commander";
import { builtDatasets } from "../../actions/choices.ts";
import { count, counted } from "../../process/figures.ts";
import { shellWord } from "../../process/shell-word.ts";
import type { AddCommand, Session } from "../../words/command.ts";
import { jsonText } from "../../words/json-text.ts";
import { list, wholeNumber } from "../../words/options.ts";

interface Flags {
  readonly to?: string;
  readonly sizes?: readonly number[];
  readonly json?: boolean;
}

const names = Object.keys(builtDatasets).join(", ");

export const addDatasets: AddCommand = (program, session) => {
  program
    .command("datasets")
    .description("datasets that Sluice can build")
    .command("build")
    .description("build a built-in dataset from open packages")
    .argument("<name>", names)
    .option("--to <dir>", "where to (default: its folder in Sluice)")
    .option(
      "--sizes <pixels>",
      "sides of the illustrations, 16 to 1024, separated by commas (default: 64,256)",
      sizes,
    )
    .option("--json", "print one JSON document on stdout")
    .addHelpText(
      "after",
      [
        "\nDatasets:",
        ...Object.entries(builtDatasets).map(([name, about]) => `  ${name.padEnd(15)} ${about}`),
        "\nExamples:",
        "  sluice datasets build sample --to /tmp/sample",
        "  sluice datasets build illustrations --sizes 256",
      ].join("\n"),
    )
    .action((name: string, flags: Flags) => build(name, flags, session));
};

function sizes(text: string): readonly number[] {
  const sides = [...new Set(list(text).map(wholeNumber(16)))];
  if (sides.some((side) => side > 1024)) throw new InvalidArgumentError("wanted at most 1024 pixels");
  return sides;
}

async function build(
  name: string,
  { to, sizes, json }: Flags,
  { signal, say, print }: Session,
): Promise<void> {
  const { buildDataset } = await import("../../actions/build-dataset.ts");
  const onPicture = (done: number, all: number) => {
    if (done % 2_000 === 0 || done === all) say(`${count(done)} of ${counted(all, "picture")}`);
  };
  const wish = { signal, onPicture, ...(to === undefined ? {} : { to }), ...(sizes && { sizes }) };
  const built = await buildDataset(name, wish);
  if (json) return print(jsonText({ name, to: built.to, shards: built.shards }));
  for (const { file, pairs, bytes, sha256 } of built.shards)
    print(`${join(built.to, "shards", file)}: ${counted(pairs, "pair")}, ${bytes} bytes, SHA-256 ${sha256}`);
  say(`next: sluice audit ${shellWord(built.uri)}`);
}
