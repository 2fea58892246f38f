import { CliError } from "../../../process/errors.ts";
import { printable } from "../../../process/printable.ts";
import { type Level, levels } from "../../../validators/choices.ts";
import { type CheckFormat, checkFormats } from "../../../words/card-checks-text.ts";
import { type ValidatedFile, validatedText } from "../../../words/card-validate-text.ts";
import type { AddCommand, Session } from "../../../words/command.ts";
import { oneOf } from "../../../words/options.ts";

interface Flags {
  readonly level: Level;
  readonly format: CheckFormat;
  readonly json?: boolean;
}

/** `sluice card validate`: exit 0 where all reach the level, 3 where one does not, 2 where a file cannot be read. */
export const addValidate: AddCommand = (card, session) => {
  card
    .command("validate")
    .description("check Croissant documents and Hugging Face dataset cards, without a network")
    .argument("<files...>", "Croissant documents (.json) and dataset cards (README.md)")
    .option(
      "--level <name>",
      `what each must reach: ${levels.join(", ")}, each with those before it`,
      oneOf(...levels),
      "conforms",
    )
    .option(
      "--format <name>",
      `how it is said: ${checkFormats.join(", ")} (code scanning, annotations, test reports)`,
      oneOf(...checkFormats),
      "text",
    )
    .option("--json", "print one JSON document on stdout")
    .addHelpText(
      "after",
      "\nExamples:\n  sluice card validate croissant.json\n  sluice card validate README.md --json\n  sluice card validate foreign.json --level readable\n  sluice card validate cards/*/croissant.json cards/*/README.md --format sarif > cards.sarif\n\nReadable: the reference reader takes it. Conforms: no errors. Complete: no warnings, and all that is recommended.\nA finding is an error, a warning, or what the reference validator (mlcroissant) would say; each has its line.\nExit codes: 0 the level is reached by all, 3 it is not, 2 a file that cannot be read (the others are checked).",
    )
    .action((files: readonly string[], flags: Flags) => validate(files, flags, session));
};

async function validate(files: readonly string[], flags: Flags, session: Session): Promise<void> {
  const { validateDocument } = await import("../../../actions/card/validate.ts");
  const reports: ValidatedFile[] = [];
  for (const file of files)
    try {
      reports.push(await validateDocument(file));
    } catch (error) {
      // Of several the others are checked all the same.
      if (!(error instanceof CliError) || files.length === 1) throw error;
      reports.push({ file, error: error.message });
      session.say(printable(error.message));
    }
  const text = validatedText(reports, flags.json ? "json" : flags.format);
  if (text !== "") session.print(text);
  const unreadable = reports.some((one) => "error" in one);
  const reached = reports.every((one) => "levels" in one && one.levels[flags.level]);
  session.exit(unreadable ? 2 : reached ? 0 : 3);
}
