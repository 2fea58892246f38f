import { printable } from "../process/printable.ts";
import { version } from "../process/version.ts";
import { levels } from "../validators/choices.ts";
import type { CardReport } from "../validators/validate-file.ts";
import type { CheckFormat } from "./card-checks-text.ts";
import { githubAnnotations, junit, sarif, unreadReport } from "./findings-for-ci.ts";
import { jsonText } from "./json-text.ts";

/** A document as it was validated, or why it could not be read. */
export type ValidatedFile = CardReport | { readonly file: string; readonly error: string };

/** What `card validate` found, file by file; one that could not be read is an error in every form but text. */
export function validatedText(files: readonly ValidatedFile[], format: CheckFormat): string {
  const [only] = files;
  if (format === "json")
    return jsonText(files.length === 1 ? only : { schema: "sluice.card-reports/1", reports: files });
  if (format === "text") return files.flatMap((one) => ("error" in one ? [] : [text(one)])).join("\n");
  const reports = files.map((one) => ("error" in one ? unreadReport(one.file, one.error) : one));
  if (format === "sarif") return jsonText(sarif(reports, version));
  return format === "github" ? githubAnnotations(reports) : junit(reports, "sluice card validate");
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
