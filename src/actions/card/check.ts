import { join } from "node:path";
import { driftedFacts, driftedFiles, type Lack, openQuestions } from "../../cards/check.ts";
import type { Profile } from "../../cards/choices.ts";
import { modelFacts } from "../../cards/model-facts.ts";
import { driftedDocuments } from "../../cards/render/documents.ts";
import { type Card, readCard } from "../../cards/source/card.ts";
import { factsOf } from "../../cards/source/facts.ts";
import { isModel, questionsOf } from "../../cards/source/kind.ts";
import { reopenRunDataset } from "../../extensions/reopen.ts";
import { anchored } from "../../run/anchor.ts";
import { withRun } from "../open-run.ts";

/** What a card is held against. */
export interface CheckWish {
  /** Whose questions must be answered. */
  readonly profile: Profile;
  /** Where the dataset lies now, when it moved. */
  readonly data?: string;
  /** Where the rendered documents lie; without it, the card's folder. */
  readonly documents?: string;
  /** Whether the dataset's shards are hashed again. */
  readonly files: boolean;
}

/** What keeps a card from being green. */
export interface CardCheck {
  readonly card: Card;
  readonly lacks: readonly Lack[];
  /** What was asked again: a model has no shards besides its facts. */
  readonly files: boolean;
}

/**
 * What of a card is missing, stale or no longer true of run and dataset.
 * @param onShard called before each shard is hashed
 * @throws CliError (exit code 2): no card, no run, a dataset out of reach
 * @throws the signal's reason once it is aborted
 */
export async function checkCard(
  folder: string,
  { profile, data, documents = join(folder, "cards"), files }: CheckWish,
  signal: AbortSignal,
  onShard: (name: string) => void,
): Promise<CardCheck> {
  const card = await readCard(folder);
  const lacks = [
    ...openQuestions(card, profile, questionsOf(folder)),
    ...(await driftedDocuments(folder, card, documents, signal)),
  ];
  if (isModel(folder))
    return { card, lacks: [...lacks, ...driftedFacts(card, await modelFacts(folder))], files: true };
  return withRun({ folder, policy: anchored(card.policy, folder) }, async (view) => {
    lacks.push(...driftedFacts(card, await factsOf(view, data)));
    if (files) {
      const { inputs } = view.run;
      const dataset = await reopenRunDataset(inputs, folder, data ?? null);
      lacks.push(...(await driftedFiles(card, dataset, inputs.shards, signal, onShard)));
    }
    return { card, lacks, files };
  });
}
