import type { VersionDelta } from "../../../cards/diff.ts";
import { percentInterval } from "../../../process/figures.ts";
import { printable } from "../../../process/printable.ts";
import type { Rate } from "../../../statistics/wilson.ts";
import type { AddCommand, Session } from "../../command.ts";
import { jsonText } from "../../json-text.ts";

interface Flags {
  readonly subtract?: string;
  readonly json?: boolean;
}

/** `sluice card diff`: what a version removed and added, why, and a list by which copies can follow. */
export const addCardDiff: AddCommand = (card, session) => {
  card
    .command("diff")
    .description("compare two audited versions of a dataset: pairs, reasons, rates")
    .argument("<a>", "the older version's run, with a card")
    .argument("<b>", "the newer version's run, with a card")
    .option(
      "--subtract <file>",
      "write keys and SHA-256 digests of what was removed, for sluice curate --subtract",
    )
    .option("--json", "print one JSON document on stdout")
    .addHelpText("after", "\nExample:\n  sluice card diff runs/v1 runs/v2 --subtract removed.txt")
    .action((a: string, b: string, flags: Flags) => diffCommand(a, b, flags, session));
};

async function diffCommand(a: string, b: string, flags: Flags, session: Session): Promise<void> {
  const { diffCards } = await import("../../../actions/card/diff.ts");
  const delta = await diffCards(a, b, flags.subtract);
  session.print(
    flags.json ? jsonText({ schema: "sluice.card-diff/1", ...delta }) : deltaText(delta, flags).join("\n"),
  );
}

function deltaText(
  { pairs, removed, added, reasons, rates }: VersionDelta,
  { subtract }: Flags,
): readonly string[] {
  const moved = rates.filter(({ before, after }) => before.k > 0 || after.k > 0);
  return [
    `${pairs.before} pairs before, ${pairs.after} after: ${removed} removed, ${added} added`,
    ...reasons.map(({ what, pairs: n }) => `  ${String(n).padStart(9)}  ${printable(what)}`),
    "rates before → after [95 %]; signals that neither version reaches are left out:",
    ...moved.map(
      ({ signal, cut, before, after }) =>
        `  ${`${signal} ≥ ${cut}`.padEnd(30)} ${rate(before)} → ${rate(after)}`,
    ),
    ...(subtract === undefined ? [] : [`what was removed, for sluice curate --subtract: ${subtract}`]),
  ];
}

function rate({ k, n, rate: share, low, high }: Rate): string {
  return `${percentInterval(share, low, high)} (${k} of ${n})`;
}
