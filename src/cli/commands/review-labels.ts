import type { Command } from "commander";
import { type LabelForm, labelForms } from "../../looking/choices.ts";
import { reviewerName } from "../../process/account.ts";
import { count, counted } from "../../process/figures.ts";
import { printable } from "../../process/printable.ts";
import type { Imported } from "../../views/labels-in.ts";
import type { Session } from "../../words/command.ts";
import { jsonText } from "../../words/json-text.ts";
import { oneOf } from "../../words/options.ts";

/** Lines that are named one by one. */
const NAMED = 3;

/** Adds `review import` and `review export`. */
export function addReviewLabels(review: Command, session: Session): void {
  review
    .command("import")
    .description("take in labels that were made elsewhere: they decide pairs, and no estimate rests on them")
    .argument("<run>", "a run's folder")
    .argument("<file>", "CSV with the columns key and verdict, or lines of JSON with these fields")
    .option(
      "--reviewer <name>",
      "whose they are where a line does not say (default: $SLUICE_REVIEWER, or the user's name)",
    )
    .option("--json", "print one JSON document on stdout")
    .addHelpText(
      "after",
      "\nExample:\n  sluice review import runs/sample labels.csv --reviewer ann\n\nExit code 4 means: done, and some lines were no label of a pair of the run.",
    )
    .action(
      async (
        folder: string,
        file: string,
        flags: { readonly reviewer?: string; readonly json?: boolean },
      ) => {
        const { importLabelFile } = await import("../../looking/labels.ts");
        const { reviewer = reviewerName(session.env), json } = flags;
        const found = await importLabelFile({ folder }, file, { reviewer, now: session.now });
        if (json) session.print(jsonText(found));
        else for (const line of importedText(found)) session.print(line);
        if (found.strangers.length + found.troubles.length > 0) session.exit(4);
      },
    );
  review
    .command("export")
    .description("write what people said of pairs, for other tools; captions stay in the dataset")
    .argument("<run>", "a run's folder")
    .argument("<file>", "a file that is not there yet")
    .option("--to <form>", `${labelForms.join(", ")} (csv)`, oneOf(...labelForms))
    .option(
      "--reviewer <name>",
      "who asks: what others said of pairs that wait in their queue is left out (default: $SLUICE_REVIEWER, or the user's name)",
    )
    .option("--names", "name who judged; without it they are reviewer-1, reviewer-2 …")
    .option("--where <sql>", "only pairs for which an SQL predicate over the score columns holds")
    .option("--view <name>", "only pairs of a view that was saved with :save")
    .option("--policy <file>", "default, strict or a YAML file (default: the run's)")
    .addHelpText("after", "\nExample:\n  sluice review export runs/sample tasks.json --to label-studio")
    .action(
      async (
        folder: string,
        file: string,
        {
          to = "csv",
          policy,
          reviewer = reviewerName(session.env),
          names = false,
          ...which
        }: {
          readonly to?: LabelForm;
          readonly where?: string;
          readonly view?: string;
          readonly policy?: string;
          readonly reviewer?: string;
          readonly names?: boolean;
        },
      ) => {
        const { exportLabelFile } = await import("../../looking/labels.ts");
        const wish = { form: to, to: file, reviewer, names };
        const hidden = await exportLabelFile({ folder, policy }, which, wish);
        session.say(
          `labels in ${file}${hidden === 0 ? "" : `; without ${count(hidden)} labelled pairs that wait for ${reviewer}'s own verdict`}`,
        );
      },
    );
}

function importedText({ written, known, strangers, troubles }: Imported): readonly string[] {
  const named = [
    ...strangers.map(({ line, key }) => `line ${line}: no pair "${key}" in the run`),
    ...troubles,
  ];
  const more = named.length - NAMED;
  return [
    `${counted(written, "label")} written${known === 0 ? "" : `, ${count(known)} said already`}; they decide pairs and enter no estimate`,
    ...named.slice(0, NAMED).map(printable),
    ...(more > 0 ? [`and ${counted(more, "more line")} that were passed over`] : []),
  ];
}
