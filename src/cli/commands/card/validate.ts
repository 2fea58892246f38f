import { CliError } from "../../../process/errors.ts";
import { printable } from "../../../process/printable.ts";
import { version } from "../../../process/version.ts";
import { type Level, levels } from "../../../validators/choices.ts";
import type { CardReport } from "../../../validators/validate-file.ts";
import type { AddCommand, Session } from "../../../words/command.ts";
import { githubAnnotations, junit, sarif } from "../../../words/findings-for-ci.ts";
import { jsonText } from "../../../words/json-text.ts";
import { oneOf } from "../../../words/options.ts";

const formats = ["text", "json", "sarif", "github", "junit"] as const;

interface Flags {
  readonly level: Level;
  readonly format: (typeof formats)[number];
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
      `how it is said: ${formats.join(", ")} (code scanning, annotations, test reports)`,
      oneOf(...formats),
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
  const reports: CardReport[] = [];
  let unreadable = 0;
  for (const file of files)
    try {
      reports.push(await validateDocument(file));
    } catch (error) {
      // Of several the others are checked all the same.
      if (!(error instanceof CliError) || files.length === 1) throw error;
      unreadable++;
      session.say(printable(error.message));
    }
  session.print(said(reports, flags.json ? "json" : flags.format, files.length));
  const reached = reports.every((report) => report.levels[flags.level]);
  session.exit(unreadable > 0 ? 2 : reached ? 0 : 3);
}

function said(reports: readonly CardReport[], format: Flags["format"], files: number): string {
  const [only] = reports;
  if (format === "json")
    return jsonText(files === 1 && only ? only : { schema: "sluice.card-reports/1", reports });
  if (format === "sarif") return jsonText(sarif(reports, version));
  if (format === "github") return githubAnnotations(reports);
  if (format === "junit") return junit(reports, "sluice card validate");
  return reports.map(text).join("\n");
}

const titles = {
  error: "error",
  warning: "warning",
  reference: "the reference validator would say",
} as const;

function text({ file, format, version, levels: reached, findings }: CardReport): string {
  const lines = findings.flatMap(({ class: kind, rule, node, id, message, fix }) => [
    `${titles[kind]}: ${printable(node)}${id === null ? "" : ` (${printable(id)})`}: ${printable(message)} [${rule}]`,
    `  ${printable(fix)}`,
  ]);
  const count = (kind: keyof typeof titles) => findings.filter((one) => one.class === kind).length;
  const what =
    format === "croissant" ? `Croissant ${version ?? "of no version"}` : "Hugging Face dataset card";
  return [
    ...lines,
    `${printable(file)}: ${what}: ${count("error")} errors, ${count("warning")} warnings, ${count("reference")} remarks on the reference validator`,
    levels.map((level) => `${level}: ${reached[level] ? "yes" : "no"}`).join(", "),
  ].join("\n");
}
