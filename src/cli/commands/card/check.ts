import { type CheckProfile, checkProfiles } from "../../../cards/choices.ts";
import { CliError } from "../../../process/errors.ts";
import { printable } from "../../../process/printable.ts";
import { type CheckFormat, checkFormats, checksText } from "../../../words/card-checks-text.ts";
import type { AddCommand, Session } from "../../../words/command.ts";
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
  readonly format: CheckFormat;
  readonly json?: boolean;
}

/** `sluice card check`: exit 0 where all cards are whole, true and current; 3 with the list of what is not; 2 where one cannot be read. */
export const addCheck: AddCommand = (card, session) => {
  card
    .command("check")
    .description(
      "say what of a card is missing, stale, no longer true of run and dataset, not loadable by its documents, or not what was signed",
    )
    .argument("<folders...>", "runs' or models' folders, or runs' s3://BUCKET/PREFIX, each with a card")
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
      "hash and load so many shards alone, drawn at random: of large datasets; it is said, with the interval",
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
      `how it is said: ${checkFormats.join(", ")} (code scanning, annotations, test reports)`,
      oneOf(...checkFormats),
      "text",
    )
    .option("--json", "print one JSON document on stdout")
    .addHelpText(
      "after",
      "\nExamples:\n  sluice card check runs/sample --profile hub\n  sluice card check runs/* --sample 20 --format junit > cards.xml\n\nExit codes: 0 green, 3 something is missing, stale, drifted, unloadable, unsigned, hollow or contradicted, 2 a card that cannot be read (the others are checked).",
    )
    .action((folders: readonly string[], flags: Flags) => checkCommand(folders, flags, session));
};

async function checkCommand(folders: readonly string[], flags: Flags, session: Session): Promise<void> {
  const { checkCards } = await import("../../../actions/card/check-all.ts");
  const { profile, gate, stewardKey: keys = [], checkpoint: checkpoints = [], ...rest } = flags;
  const wish = { ...rest, profile, ledger: { env: session.env, gate, keys, checkpoints } };
  const own = (["data", "documents"] as const).find(
    (name) => folders.length > 1 && flags[name] !== undefined,
  );
  if (own !== undefined) throw refused(`--${own}" and several cards`, "it is where one of them has its own");
  if (flags.sample !== undefined && !flags.files)
    throw refused('--sample" and "--no-files"', "the first says how many files are hashed");
  const checked = await checkCards(folders, wish, session.signal, (folder, shard) =>
    session.say(`hashing shard ${printable(folders.length > 1 ? `${shard} of ${folder}` : shard)}`),
  );
  const text = checksText(checked, flags.json ? "json" : flags.format, profile, flags.documents);
  if (text !== "") session.print(text);
  for (const one of checked)
    for (const note of "check" in one ? one.check.notes : [one.error]) session.say(printable(note));
  const green = checked.every((one) => "check" in one && one.check.lacks.length === 0);
  session.exit(checked.some((one) => "error" in one) ? 2 : green ? 0 : 3);
}

function refused(both: string, why: string): CliError {
  return new CliError(`Cannot combine "${both}: ${why}`, { exitCode: 2 });
}
