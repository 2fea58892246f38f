import { decimalsInterval, percentInterval } from "../../process/figures.ts";
import { printable } from "../../process/printable.ts";
import type { Agreement, Coefficient } from "../../statistics/agreement.ts";
import { columns } from "../columns.ts";
import type { AddCommand } from "../command.ts";

const REPEATS = 1000;
const SEED = 1;

export const addAgreement: AddCommand = (program, session) => {
  program
    .command("agreement")
    .description("how far the reviewers of a run agree, and what they disagree on")
    .argument("<run>", "a run's folder, with labels")
    .option("--json", "print one JSON document on stdout")
    .addHelpText("after", "\nExamples:\n  sluice agreement runs/first\n  sluice agreement runs/first --json")
    .action(async (run: string, flags: { readonly json?: boolean }) => {
      const { readRun } = await import("../../run/run.ts");
      const { agreement } = await import("../../statistics/agreement.ts");
      const { readSettled } = await import("../../run/verdicts.ts");
      const { CliError } = await import("../../process/errors.ts");
      await readRun(run);
      const { opinions, disputed: disagreements, troubles } = await readSettled(run);
      for (const trouble of troubles) session.say(`warning: ${trouble}`);
      const measured = agreement(opinions, { repeats: REPEATS, seed: SEED });
      if (measured.reviewers.length < 2)
        throw new CliError(
          `Cannot measure agreement on "${run}": wanted labels of two reviewers, got ${measured.reviewers.map(({ name }) => name).join() || "none"}; make some: sluice review ${run} --reviewer NAME`,
          { exitCode: 2 },
        );
      if (flags.json) return session.print(JSON.stringify({ ...measured, disagreements }));
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
