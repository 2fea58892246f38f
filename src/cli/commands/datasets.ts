import { join } from "node:path";
import { InvalidArgumentError } from "commander";
import { CliError, oneLine } from "../../process/errors.ts";
import { count } from "../../process/figures.ts";
import { packageRoot } from "../../process/version.ts";
import type { AddCommand, Session } from "../command.ts";
import { list, wholeNumber } from "../options.ts";

interface Flags {
  readonly to?: string;
  readonly sizes?: readonly number[];
  readonly json?: boolean;
}

/** A shard as it was written. */
interface Built {
  /** Below `shards/`. */
  readonly file: string;
  readonly pairs: number;
  readonly bytes: number;
  readonly sha256: string;
}

interface Builder {
  readonly about: string;
  /** What `sluice audit` takes when the dataset lies at `to`. */
  readonly shards: (to: string) => string;
  readonly build: (to: string, sizes: Flags["sizes"], session: Session) => Promise<readonly Built[]>;
}

/** Datasets that can be built, by name; a new one is one entry. */
const builders: Readonly<Record<string, Builder>> = {
  sample: {
    about: "75 pairs with planted trouble, for a first audit",
    shards: (to) => join(to, "shards"),
    build: async (to, sizes) => {
      if (sizes !== undefined)
        throw new CliError(`Cannot build "sample" at other sizes: leave out --sizes`, { exitCode: 2 });
      const { buildSample } = await import("../../../datasets/index.ts");
      return buildSample(to);
    },
  },
  illustrations: {
    about: "18 thousand captioned drawings of emoji in five styles, for training",
    shards: (to) => join(to, "shards", "256"),
    build: async (to, sizes, { signal, say }) => {
      const { buildIllustrations } = await import("../../../datasets/index.ts");
      const progress = (done: number, all: number) => {
        if (done % 2_000 === 0 || done === all) say(`${count(done)} of ${count(all)} pictures`);
      };
      return buildIllustrations(to, { signal, progress, ...(sizes && { sides: sizes }) });
    },
  },
};

const names = Object.keys(builders).join(", ");

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
        ...Object.entries(builders).map(([name, { about }]) => `  ${name.padEnd(15)} ${about}`),
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

async function build(name: string, { to: wanted, sizes, json }: Flags, session: Session): Promise<void> {
  const builder = Object.hasOwn(builders, name) ? builders[name] : undefined;
  if (builder === undefined)
    throw new CliError(`Cannot build dataset "${name}": wanted ${names}`, { exitCode: 2 });
  const to = wanted ?? join(packageRoot, "datasets", name);
  const shards = await builder.build(to, sizes, session).catch((cause: unknown) => {
    if (session.signal.aborted) throw cause;
    throw cause instanceof CliError ? cause : new CliError(oneLine(cause), { exitCode: 2, cause });
  });
  if (json) return session.print(JSON.stringify({ name, to, shards }));
  for (const { file, pairs, bytes, sha256 } of shards)
    session.print(`${join(to, "shards", file)}: ${pairs} pairs, ${bytes} bytes, SHA-256 ${sha256}`);
  session.say(`next: sluice audit ${builder.shards(to)}`);
}
