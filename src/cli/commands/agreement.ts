import { decimalsInterval, percentInterval } from "../../process/figures.ts";
import { printable } from "../../process/printable.ts";
import { columns } from "../../screens/texts/columns.ts";
import type { Agreement, Coefficient } from "../../statistics/agreement.ts";
import { carelessLines } from "../careless-lines.ts";
import type { AddCommand } from "../command.ts";
import { jsonText } from "../json-text.ts";

export const addAgreement: AddCommand = (program, session) => {
  program
    .command("agreement")
    .description("how far the reviewers of a run agree, and what they disagree on")
    .argument("<run>", "a run's folder, with labels")
    .option("--careful", "leave out verdicts given within half a second, or with nothing revealed")
    .option("--json", "print one JSON document on stdout")
    .addHelpText("after", "\nExamples:\n  sluice agreement runs/first\n  sluice agreement runs/first --json")
    .action(async (run: string, flags: { readonly json?: boolean; readonly careful?: boolean }) => {
      const { measureAgreement } = await import("../../actions/agreement.ts");
      const warn = (trouble: string) => session.say(`warning: ${trouble}`);
      const { careful = false } = flags;
      const { measured, careless, disagreements } = await measureAgreement(run, careful, warn);
      if (flags.json) return session.print(jsonText({ ...measured, careless, disagreements }));
      session.print(agreementText(measured));
      for (const line of carelessLines(careless)) session.print(line);
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
