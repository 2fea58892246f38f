import { decimalsInterval, percentInterval } from "../../process/figures.ts";
import { printable } from "../../process/printable.ts";
import type { Agreement, Coefficient } from "../../statistics/agreement.ts";
import { columns } from "../columns.ts";
import type { AddCommand } from "../command.ts";
import { jsonText } from "../json-text.ts";

export const addAgreement: AddCommand = (program, session) => {
  program
    .command("agreement")
    .description("how far the reviewers of a run agree, and what they disagree on")
    .argument("<run>", "a run's folder, with labels")
    .option("--json", "print one JSON document on stdout")
    .addHelpText("after", "\nExamples:\n  sluice agreement runs/first\n  sluice agreement runs/first --json")
    .action(async (run: string, flags: { readonly json?: boolean }) => {
      const { measureAgreement } = await import("../../actions/agreement.ts");
      const warn = (trouble: string) => session.say(`warning: ${trouble}`);
      const { measured, disagreements } = await measureAgreement(run, warn);
      if (flags.json) return session.print(jsonText({ ...measured, disagreements }));
      session.print(agreementText(measured));
      session.print(
        disagreements.length > 0
          ? `${disagreements.length} pairs wait for an adjudicator\nnext: sluice review ${run} --strategy adjudicate`
          : "no pair waits for an adjudicator",
      );
    });
};

function agreementText({ reviewers, between, alpha }: Agreement): string {
  const rows = between.map(({ reviewers: [first, second], percent: same, kappa }) => [
    `${printable(first)}, ${printable(second)}`,
    String(same.n),
    percentInterval(same.value, same.low, same.high),
    text(kappa),
  ]);
  return [
    `reviewers: ${reviewers.map(({ name, pairs }) => `${printable(name)} ${pairs}`).join(", ")}`,
    "",
    ...columns([["reviewers", "n", "same verdict [95 %]", "Cohen's κ [95 %]"], ...rows]),
    "",
    `Krippendorff's α, all reviewers, n ${alpha.n}: ${text(alpha)}`,
  ].join("\n");
}

function text({ value, low, high, reason }: Coefficient): string {
  if (value === null) return `– (${reason})`;
  return decimalsInterval(value, low, high, 3);
}
