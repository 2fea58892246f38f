import { printable } from "../../../process/printable.ts";
import { type Level, levels } from "../../../validators/choices.ts";
import type { CardReport } from "../../../validators/validate-file.ts";
import type { AddCommand } from "../../../words/command.ts";
import { jsonText } from "../../../words/json-text.ts";
import { oneOf } from "../../../words/options.ts";

/** `sluice card validate`: exit 0 where there are no errors, 3 where there are, 2 where the file cannot be read. */
export const addValidate: AddCommand = (card, session) => {
  card
    .command("validate")
    .description("check a Croissant document or a Hugging Face dataset card, without a network")
    .argument("<file>", "a Croissant document (.json) or a dataset card (README.md)")
    .option(
      "--level <name>",
      `what it must reach: ${levels.join(", ")}, each with those before it`,
      oneOf(...levels),
      "conforms",
    )
    .option("--json", "print one JSON document on stdout")
    .addHelpText(
      "after",
      "\nExamples:\n  sluice card validate croissant.json\n  sluice card validate README.md --json\n  sluice card validate foreign.json --level readable\n\nReadable: the reference reader takes it. Conforms: no errors. Complete: no warnings, and all that is recommended.\nA finding is an error, a warning, or what the reference validator (mlcroissant) would say.\nExit codes: 0 the level is reached, 3 it is not, 2 a file that cannot be read.",
    )
    .action(async (file: string, flags: { readonly level: Level; readonly json?: boolean }) => {
      const { validateDocument } = await import("../../../actions/card/validate.ts");
      const report = await validateDocument(file);
      session.print(flags.json ? jsonText(report) : text(report));
      session.exit(report.levels[flags.level] ? 0 : 3);
    });
};

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
