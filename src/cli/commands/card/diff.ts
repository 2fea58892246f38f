import type { SaidChange, VersionDelta } from "../../../cards/diff.ts";
import { counted, percentInterval, pValue } from "../../../process/figures.ts";
import { plainWords } from "../../../process/plain-words.ts";
import { printable } from "../../../process/printable.ts";
import type { Rate } from "../../../statistics/wilson.ts";
import type { AddCommand, Session } from "../../../words/command.ts";
import { jsonText } from "../../../words/json-text.ts";
import { oneOf } from "../../../words/options.ts";

interface Flags {
  readonly subtract?: string;
  readonly format: "text" | "md";
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
    .option("--format <kind>", "text, or md: a comment for a pull request", oneOf("text", "md"), "text")
    .option("--json", "print one JSON document on stdout")
    .addHelpText("after", "\nExample:\n  sluice card diff runs/v1 runs/v2 --subtract removed.txt")
    .action((a: string, b: string, flags: Flags) => diffCommand(a, b, flags, session));
};

async function diffCommand(a: string, b: string, flags: Flags, session: Session): Promise<void> {
  const { diffCards } = await import("../../../actions/card/diff.ts");
  const delta = await diffCards(a, b, flags.subtract);
  session.print(
    flags.json
      ? jsonText({ schema: "sluice.card-diff/1", ...delta })
      : (flags.format === "md" ? deltaMarkdown(delta) : deltaText(delta, flags)).join("\n"),
  );
}

function deltaText(
  { pairs, removed, added, reasons, rates, ...said }: VersionDelta,
  { subtract }: Flags,
): readonly string[] {
  const moved = rates.filter(({ before, after }) => before.k > 0 || after.k > 0);
  return [
    `${counted(pairs.before, "pair")} before, ${pairs.after} after: ${removed} removed, ${added} added`,
    ...reasons.map(({ what, pairs: n }) => `  ${String(n).padStart(9)}  ${printable(what)}`),
    "rates before → after [95 %]; signals that neither version reaches are left out:",
    ...moved.map(
      ({ signal, cut, before, after, p }) =>
        `  ${`${signal} ≥ ${cut}`.padEnd(30)} ${rate(before)} → ${rate(after)}, p ${pValue(p)}`,
    ),
    ...kindsOf(said).flatMap(([kind, changes]) =>
      changes.map(
        ({ name, before, after }) => `${kind} ${printable(name)}: ${short(before)} → ${short(after)}`,
      ),
    ),
    ...(subtract === undefined ? [] : [`what was removed, for sluice curate --subtract: ${subtract}`]),
  ];
}

function rate({ k, n, rate: share, low, high }: Rate): string {
  return `${percentInterval(share, low, high)} (${k} of ${n})`;
}

/** Characters of an answer that a line shows. */
const SHORT = 80;

function kindsOf({ models, licences, answers }: Pick<VersionDelta, "models" | "licences" | "answers">) {
  return [
    ["model", models],
    ["licence", licences],
    ["answer", answers],
  ] as const satisfies readonly (readonly [string, readonly SaidChange[]])[];
}

function short(said: string | null): string {
  if (said === null) return "not there";
  const line = printable(said.replace(/\s+/gu, " "));
  return line.length > SHORT ? `${line.slice(0, SHORT)}…` : line;
}

/** The same as a comment for a pull request; what moved by more than chance stands in bold. */
function deltaMarkdown({ pairs, removed, added, reasons, rates, ...said }: VersionDelta): readonly string[] {
  const moved = rates.filter(({ before, after }) => before.k > 0 || after.k > 0);
  const row = (...cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const changed = kindsOf(said).flatMap(([kind, changes]) =>
    changes.map(({ name, before, after }) => row(kind, cell(name), cell(short(before)), cell(short(after)))),
  );
  return [
    "### What changed in this dataset",
    "",
    `${counted(pairs.before, "pair")} before, ${pairs.after} after: ${removed} removed, ${added} added.`,
    ...(reasons.length === 0 ? [] : ["", "| Why | Pairs |", "| --- | --- |"]),
    ...reasons.map(({ what, pairs: n }) => row(cell(what), String(n))),
    ...(moved.length === 0 ? [] : ["", "| Rate [95 %] | Before | After | p |", "| --- | --- | --- | --- |"]),
    ...moved.map(({ signal, cut, before, after, p }) => {
      const name = cell(`${signal} ≥ ${cut}`);
      return row(p < 0.05 ? `**${name}**` : name, rate(before), rate(after), pValue(p));
    }),
    ...(moved.length === 0
      ? []
      : [
          "",
          "p by Fisher's exact test as of two samples, corrected by Holm; of a version that is part of the other it is too large.",
        ]),
    ...(changed.length === 0
      ? []
      : ["", "| Changed | Which | Before | After |", "| --- | --- | --- | --- |", ...changed]),
  ];
}

/** Text in a cell: no pipe ends it, and nothing of it is markup. */
function cell(text: string): string {
  return plainWords(text).replaceAll("|", "\\|");
}
