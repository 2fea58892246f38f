import { join } from "node:path";
import type { Lack } from "../../../cards/check.ts";
import { type Profile, profiles } from "../../../cards/questions/question.ts";
import type { Card } from "../../../cards/source/card.ts";
import { printable } from "../../../process/printable.ts";
import { anchored } from "../../../run/anchor.ts";
import type { AddCommand, Session } from "../../command.ts";
import { oneOf } from "../../options.ts";

interface Flags {
  readonly profile: Profile;
  readonly data?: string;
  readonly documents?: string;
  readonly files: boolean;
  readonly json?: boolean;
}

/** `sluice card check`: exit 0 where a card is whole, true and current; 3 with the list of what is not. */
export const addCheck: AddCommand = (card, session) => {
  card
    .command("check")
    .description("say what of a card is missing, stale or no longer true of run and dataset")
    .argument("<folder>", "a run's or a model's folder, with a card")
    .option(
      "--profile <name>",
      `whose questions must be answered: ${profiles.join(", ")}`,
      oneOf(...profiles),
      "internal",
    )
    .option("--data <uri>", "where the dataset lies now, when it moved")
    .option("--documents <dir>", "where the rendered documents lie (default: its cards/)")
    .option("--no-files", "do not hash the dataset's shards again")
    .option("--json", "print one JSON document on stdout")
    .addHelpText(
      "after",
      "\nExample:\n  sluice card check runs/sample --profile hub\n\nExit codes: 0 green, 3 something is missing, stale or drifted, 2 a card that cannot be read.",
    )
    .action((run: string, flags: Flags) => checkCommand(run, flags, session));
};

async function checkCommand(run: string, flags: Flags, session: Session): Promise<void> {
  const { readCard } = await import("../../../cards/source/card.ts");
  const { driftedFacts, driftedFiles, openQuestions } = await import("../../../cards/check.ts");
  const { driftedDocuments } = await import("../../../cards/render/documents.ts");
  const { factsOf } = await import("../../../cards/source/facts.ts");
  const { isModel, questionsOf } = await import("../../../cards/source/kind.ts");
  const { openRunView } = await import("../../../run/view.ts");
  const { reopenDataset } = await import("../../../run/open-dataset.ts");
  const { modelFacts } = await import("../../../cards/model-facts.ts");
  const card = await readCard(run);
  const lacks: Lack[] = [
    ...openQuestions(card, flags.profile, questionsOf(run)),
    ...(await driftedDocuments(run, card, flags.documents ?? join(run, "cards"), session.signal)),
  ];
  if (isModel(run)) {
    lacks.push(...driftedFacts(card, await modelFacts(run)));
    return report(lacks, card, { ...flags, files: true }, session);
  }
  const view = await openRunView(run, anchored(card.policy, run));
  try {
    lacks.push(...driftedFacts(card, await factsOf(view, flags.data)));
    if (flags.files) {
      const dataset = await reopenDataset(view.run.inputs, view.folder, flags.data ?? null);
      const seen = (shard: string) => session.say(`hashing shard ${printable(shard)}`);
      lacks.push(...(await driftedFiles(card, dataset, view.run.inputs.shards, session.signal, seen)));
    }
    report(lacks, card, flags, session);
  } finally {
    view.close();
  }
}

function report(lacks: readonly Lack[], card: Card, flags: Flags, session: Session): void {
  const green = lacks.length === 0;
  if (flags.json)
    session.print(JSON.stringify({ schema: "sluice.card-check/1", profile: flags.profile, green, lacks }));
  else session.print(lacksText(lacks, flags, Object.keys(card.answers).length));
  session.exit(green ? 0 : 3);
}

function lacksText(lacks: readonly Lack[], { profile, files }: Flags, answers: number): string {
  const checked = files ? "facts asked again, shards hashed again" : "facts asked again, shards not hashed";
  if (lacks.length === 0) return `green for ${profile}: ${answers} answers, ${checked}`;
  const lines = lacks.map(
    ({ kind, id, message }) => `${kind.padEnd(8)} ${printable(id).padEnd(16)} ${printable(message)}`,
  );
  const count = (kind: Lack["kind"]) => lacks.filter((lack) => lack.kind === kind).length;
  return [
    ...lines,
    `not green for ${profile}: ${count("missing")} missing, ${count("stale")} stale, ${count("drifted")} drifted; ${checked}`,
  ].join("\n");
}
