import { maskText } from "../../exposure/mask.ts";
import { reviewerName } from "../../process/account.ts";
import { seconds as inSeconds, score } from "../../process/figures.ts";
import { printable } from "../../process/printable.ts";
import type { DecisionReceipt } from "../../run/questions/receipt.ts";
import type { AddCommand } from "../../words/command.ts";
import { jsonText } from "../../words/json-text.ts";

interface Flags {
  readonly policy?: string;
  readonly reviewer?: string;
  readonly json?: boolean;
}

export const addWhy: AddCommand = (program, session) => {
  program
    .command("why")
    .description("explain a decision: scores, models, rules that fire, verdicts")
    .argument("<run>", "a run's folder, or s3://BUCKET/PREFIX")
    .argument("<key>", "a pair's key, as in 00000/000000012")
    .option("--policy <file>", "default, strict or a YAML file (default: the run's)")
    .option(
      "--reviewer <name>",
      "who asks: others' verdicts stay hidden on pairs that wait in their queue (default: $SLUICE_REVIEWER, or the user's name)",
    )
    .option("--json", "print one JSON document on stdout; the caption stays masked")
    .addHelpText("after", "\nExample:\n  sluice why runs/sample 00000/000000012 --policy strict")
    .action(async (run: string, key: string, flags: Flags) => {
      const { explainPair } = await import("../../actions/explore.ts");
      const { policy, reviewer = reviewerName(session.env) } = flags;
      const found = await explainPair({ folder: run, policy }, key, reviewer);
      session.print(flags.json ? jsonText(receiptJson(found)) : receiptText(found).join("\n"));
    });
};

function receiptJson(receipt: DecisionReceipt): Record<string, unknown> {
  const { caption, otherText, ...rest } = receipt;
  const masked = (text: string | null) => (text === null ? null : maskText(text));
  const other = otherText && { name: otherText.name, masked: masked(otherText.text) };
  return { schema: "sluice.receipt/1", ...rest, caption_masked: masked(caption), other_text: other };
}

function receiptText(receipt: DecisionReceipt): readonly string[] {
  const { policy, rules, scores, verdicts, hiddenVerdicts: hidden, otherText: other } = receipt;
  const fired = rules.filter((rule) => rule.fired);
  return [
    `${printable(receipt.key)}: ${receipt.action} by policy ${policy.name} v${policy.version} (${policy.digest.slice(0, 12)})`,
    `caption: ${receipt.caption === null ? "none" : printable(maskText(receipt.caption))}`,
    ...(receipt.error === null ? [] : [`error: ${printable(receipt.error)}`]),
    ...(receipt.duplicateOf === null ? [] : [`duplicate of: ${printable(receipt.duplicateOf)}`]),
    ...receipt.notes.map(printable),
    ...(other === null
      ? []
      : [`${printable(other.name)}: ${printable(maskText(other.text ?? "cannot be read"))}`]),
    ...(receipt.where === null ? [] : [receipt.where.line, ...receipt.where.map.map((row) => `  |${row}|`)]),
    fired.length === 0 ? "no rule fires" : "rules that fire, the first one decides:",
    ...fired.flatMap(({ id, action, reason, when, values }) => [
      `  ${id} (${action}): ${reason}`,
      `    when ${when.trim()}`,
      ...(Object.keys(values).length === 0 ? [] : [`    here ${valuesText(values)}`]),
    ]),
    "scores:",
    ...scores.map(
      ({ id, value, by, model, cuts }) =>
        `  ${id.padEnd(22)} ${score(value, 4).padStart(7)}  ${model ?? by}${cuts.length === 0 ? "" : `, cut at ${cuts.join(", ")}`}`,
    ),
    verdicts.length > 0 ? "verdicts:" : `verdicts: none${hidden === 0 ? "" : " of yours"}`,
    ...(hidden === 0 ? [] : [`  ${hidden} of others, hidden until you have judged the pair`]),
    ...verdicts.map(
      ({ reviewer, verdict, time, rung, seconds }) =>
        `  ${verdict} by ${reviewer} at ${time}, rung ${rung}, ${inSeconds(seconds)}`,
    ),
  ];
}

function valuesText(values: Readonly<Record<string, unknown>>): string {
  return Object.entries(values)
    .map(
      ([name, value]) =>
        `${name} = ${typeof value === "number" ? score(value, 4) : printable(String(value))}`,
    )
    .join(", ");
}
