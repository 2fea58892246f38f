import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Lack } from "../../../cards/check.ts";
import { type CheckProfile, checkProfiles } from "../../../cards/choices.ts";
import { CliError } from "../../../process/errors.ts";
import { printable } from "../../../process/printable.ts";
import { version } from "../../../process/version.ts";
import { checkReports } from "../../../words/card-check-reports.ts";
import { lacksText, sampleText } from "../../../words/card-check-text.ts";
import type { AddCommand, Session } from "../../../words/command.ts";
import { githubAnnotations, junit, sarif } from "../../../words/findings-for-ci.ts";
import { jsonText } from "../../../words/json-text.ts";
import { list, oneOf, wholeNumber } from "../../../words/options.ts";

interface Flags {
  readonly profile: CheckProfile;
  readonly gate?: string;
  readonly stewardKey?: readonly string[];
  readonly checkpoint?: readonly string[];
  readonly data?: string;
  readonly documents?: string;
  readonly files: boolean;
  readonly sample?: number;
  readonly seed?: number;
  readonly format: (typeof formats)[number];
  readonly json?: boolean;
}

const formats = ["text", "json", "sarif", "github", "junit"] as const;

/** `sluice card check`: exit 0 where a card is whole, true and current; 3 with the list of what is not. */
export const addCheck: AddCommand = (card, session) => {
  card
    .command("check")
    .description(
      "say what of a card is missing, stale, no longer true of run and dataset, not loadable by its documents, or not what was signed",
    )
    .argument("<folder>", "a run's or a model's folder, with a card")
    .option(
      "--profile <name>",
      `whose questions must be answered: ${checkProfiles.join(", ")} (the hub's, and signatures)`,
      oneOf(...checkProfiles),
      "internal",
    )
    .option("--data <uri>", "where the dataset lies now, when it moved")
    .option("--documents <dir>", "where the rendered documents lie (default: its cards/)")
    .option("--no-files", "do not hash the dataset's shards again, nor load it by its documents")
    .option(
      "--sample <n>",
      "hash so many shards again, drawn at random, and load nothing: of large datasets; it is said, with the interval",
      wholeNumber(1),
    )
    .option("--seed <n>", "another draw of --sample", wholeNumber(0))
    .option(
      "--gate <folder>",
      "the gate, or an export of it, whose ledger has the signatures (default: the gate)",
    )
    .option("--steward-key <keys>", "stewards' public keys from elsewhere, as files", list)
    .option("--checkpoint <files>", "published checkpoints that the ledger must reach", list)
    .option(
      "--format <name>",
      `how it is said: ${formats.join(", ")} (code scanning, annotations, test reports)`,
      oneOf(...formats),
      "text",
    )
    .option("--json", "print one JSON document on stdout")
    .addHelpText(
      "after",
      "\nExample:\n  sluice card check runs/sample --profile hub\n\nExit codes: 0 green, 3 something is missing, stale, drifted, unloadable, unsigned, hollow or contradicted, 2 a card that cannot be read.",
    )
    .action((run: string, flags: Flags) => checkCommand(run, flags, session));
};

async function checkCommand(run: string, flags: Flags, session: Session): Promise<void> {
  const { checkCard } = await import("../../../actions/card/check.ts");
  const { profile, gate, stewardKey: keys = [], checkpoint: checkpoints = [], ...rest } = flags;
  const format = flags.json ? "json" : flags.format;
  const wish = { ...rest, profile, ledger: { env: session.env, gate, keys, checkpoints } };
  if (flags.sample !== undefined && !flags.files)
    throw new CliError(
      'Cannot combine "--sample" and "--no-files": the first says how many files are hashed',
      {
        exitCode: 2,
      },
    );
  const { card, lacks, files, notes, sampled } = await checkCard(run, wish, session.signal, (shard) =>
    session.say(`hashing shard ${printable(shard)}`),
  );
  const green = lacks.length === 0;
  session.print(
    format === "json"
      ? jsonText({
          schema: "sluice.card-check/1",
          profile,
          green,
          ...(sampled === undefined ? {} : { whole: false, sampled }),
          lacks,
          notes,
        })
      : format === "text"
        ? lacksText(lacks, { profile, files }, sampled, Object.keys(card.answers).length)
        : await forCi(format, run, flags, {
            lacks,
            notes: sampled === undefined ? notes : [sampleText(sampled), ...notes],
          }),
  );
  for (const note of notes) session.say(printable(note));
  session.exit(green ? 0 : 3);
}

/** The same for programs of continuous integration, with lines of the card. */
async function forCi(
  format: "sarif" | "github" | "junit",
  folder: string,
  { documents = join(folder, "cards") }: Flags,
  { lacks, notes }: { readonly lacks: readonly Lack[]; readonly notes: readonly string[] },
): Promise<string> {
  const path = join(folder, "cards", "card.yaml");
  const reports = checkReports(lacks, notes, { path, text: await readFile(path, "utf8") }, documents);
  if (format === "sarif") return jsonText(sarif(reports, version));
  return format === "github" ? githubAnnotations(reports) : junit(reports, "sluice card check");
}
