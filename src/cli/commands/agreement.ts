import type { AgreementPairs, ReviewersAgreement } from "../../actions/agreement.ts";
import { reviewerName } from "../../process/account.ts";
import { counted, decimals, decimalsInterval, percentInterval } from "../../process/figures.ts";
import { type LinkedLine, linker, wordsAlone } from "../../process/linked.ts";
import { printable } from "../../process/printable.ts";
import { shellWord } from "../../process/shell-word.ts";
import type { Agreement, Coefficient } from "../../statistics/agreement.ts";
import type { AddCommand } from "../../words/command.ts";
import { jsonText } from "../../words/json-text.ts";
import { carelessLines } from "../../words/texts/careless-lines.ts";
import { columns } from "../../words/texts/columns.ts";

interface Flags {
  readonly careful?: boolean;
  readonly reviewer?: string;
  readonly json?: boolean;
}

export const addAgreement: AddCommand = (program, session) => {
  program
    .command("agreement")
    .description("how far the reviewers of a run agree, and what they disagree on")
    .argument("<run>", "a run's folder, or s3://BUCKET/PREFIX, with labels")
    .option("--careful", "leave out verdicts given within half a second, or with nothing revealed")
    .option(
      "--reviewer <name>",
      "who asks: pairs that wait in their queue are not named (default: $SLUICE_REVIEWER, or the user's name)",
    )
    .option("--json", "print one JSON document on stdout")
    .addHelpText("after", "\nExamples:\n  sluice agreement runs/first\n  sluice agreement runs/first --json")
    .action(async (run: string, flags: Flags) => {
      const { measureAgreement } = await import("../../actions/agreement.ts");
      const warn = (trouble: string) => session.say(`warning: ${trouble}`);
      const { careful = false, reviewer = reviewerName(session.env) } = flags;
      const { pairs, ...found } = await measureAgreement(run, { careful, reviewer }, warn);
      const { measured, careless, disagreements, hidden } = found;
      if (flags.json) return session.print(jsonText({ ...measured, careless, disagreements, hidden }));
      const lines = [
        ...agreementText(measured, pairs),
        ...carelessLines(careless).map(wordsAlone),
        ...waitingLines(found, pairs, run),
      ];
      session.print(lines.map(linker(session.env)).join("\n"));
    });
};

/** The table, each line with the pairs that it counts. */
function agreementText(
  { reviewers, between, alpha }: Agreement,
  pairs: AgreementPairs,
): readonly LinkedLine[] {
  const rows = between.map(({ reviewers: [first, second], percent: same, kappa }) => [
    `${printable(first)}, ${printable(second)}`,
    String(same.n),
    percentInterval(same.value, same.low, same.high),
    text(kappa),
  ]);
  const [head = "", ...lines] = columns([
    ["reviewers", "n", "same verdict [95 %]", "Cohen's κ [95 %]"],
    ...rows,
  ]);
  return [
    wordsAlone(`reviewers: ${reviewers.map(({ name, pairs: n }) => `${printable(name)} ${n}`).join(", ")}`),
    wordsAlone(""),
    wordsAlone(head),
    ...lines.flatMap((line, i) => [
      { text: line, where: pairs.between[i]?.both ?? null },
      ...differLines(between[i], pairs.between[i]?.differ ?? null),
    ]),
    wordsAlone(""),
    { text: `Krippendorff's α, all reviewers, n ${alpha.n}: ${text(alpha)}`, where: pairs.twice },
  ];
}

/** On how many pairs two reviewers differ, where they do. */
function differLines(
  two: Agreement["between"][number] | undefined,
  where: string | null,
): readonly LinkedLine[] {
  const { confusion = [], reviewers = [] } = two ?? {};
  const differ = confusion.flatMap((row, i) => row.filter((_, j) => i !== j)).reduce((sum, n) => sum + n, 0);
  if (differ === 0) return [];
  return [{ text: `  they differ on ${differ}`, where, crumb: `${reviewers.join(", ")} differ` }];
}

function waitingLines(
  { disagreements, hidden }: Pick<ReviewersAgreement, "disagreements" | "hidden">,
  { disputed }: AgreementPairs,
  run: string,
): readonly LinkedLine[] {
  const waiting = disagreements.length + hidden;
  if (waiting === 0) return [wordsAlone("no pair waits for an adjudicator")];
  const own = hidden === 0 ? "" : `; ${hidden} of them wait for your own verdict, and are not named`;
  return [
    { text: `${counted(waiting, "pair waits", "pairs wait")} for an adjudicator${own}`, where: disputed },
    wordsAlone(`next: sluice review ${shellWord(run)} --strategy adjudicate`),
  ];
}

function text({ value, low, high, reason }: Coefficient): string {
  if (value === null) return `– (${reason})`;
  return low === null
    ? `${decimals(value, 3)} (no interval: all resamples say the same)`
    : decimalsInterval(value, low, high, 3);
}
