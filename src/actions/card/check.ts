import { statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { driftedFacts, driftedFiles, type Lack, missingShards, openQuestions } from "../../cards/check.ts";
import { type CheckProfile, questionsProfile } from "../../cards/choices.ts";
import { contradictions, hollowAnswers } from "../../cards/hollow.ts";
import { modelFacts } from "../../cards/model-facts.ts";
import { releaseRoles, signatureLacks } from "../../cards/sign-off.ts";
import { type Card, readCard } from "../../cards/source/card.ts";
import { factsOf } from "../../cards/source/facts.ts";
import { isModel, questionsOf } from "../../cards/source/kind.ts";
import { sha256Of } from "../../digest/sha256.ts";
import { checkPublished } from "../../documents/check-published.ts";
import { driftedDocuments } from "../../documents/documents.ts";
import { reopenRunDataset } from "../../extensions/reopen.ts";
import { counted } from "../../process/figures.ts";
import { anchored } from "../../run/anchor.ts";
import type { RunInputs } from "../../run/run.ts";
import { type Rate, wilson } from "../../statistics/wilson.ts";
import type { SignatureSource } from "../../verbs/sign-card.ts";
import { withRun } from "../open-run.ts";

/** What a card is held against. */
export interface CheckWish {
  /** Whose questions must be answered. */
  readonly profile: CheckProfile;
  /** Where the dataset lies now, when it moved. */
  readonly data?: string;
  /** Where the rendered documents lie; without it, the card's folder. */
  readonly documents?: string;
  /** Whether the dataset's shards are hashed again. */
  readonly files: boolean;
  /** How many shards are hashed again and loaded by the documents, drawn at random; absent hashes and loads all. */
  readonly sample?: number;
  readonly seed?: number;
  /** Where signatures are looked for; without it, only what the card itself betrays of them is found. */
  readonly ledger?: SignatureSource;
}

/** The seed of a draw, where nobody names one. */
const SEED = 1;

/** What shards drawn at random say of all of them. */
export interface SampledShards {
  readonly of: number;
  readonly seed: number;
  /** Of those that were drawn, with the interval of all. */
  readonly differ: Rate;
}

/** What keeps a card from being green. */
export interface CardCheck {
  readonly card: Card;
  readonly lacks: readonly Lack[];
  /** What was asked again: a model has no shards besides its facts. */
  readonly files: boolean;
  /** Shards that were drawn and hashed again, where not all were: what of all may differ, with its interval. */
  readonly sampled?: SampledShards;
  /** What is no fault of the card, and good to know who loads the dataset by it. */
  readonly notes: readonly string[];
}

/**
 * What of a card is missing, stale or no longer true of run and dataset.
 * @param onShard called before each shard is hashed
 * @throws CliError (exit code 2): no card, no run, a dataset out of reach
 * @throws the signal's reason once it is aborted
 */
export async function checkCard(
  folder: string,
  { profile, data, documents = join(folder, "cards"), files, sample, seed = SEED, ledger }: CheckWish,
  signal: AbortSignal,
  onShard: (name: string) => void,
): Promise<CardCheck> {
  const card = await readCard(folder);
  const signed = await signaturesOf(folder, card, profile, ledger);
  const lacks = [
    ...openQuestions(card, questionsProfile(profile), questionsOf(folder)),
    ...hollowAnswers(card, questionsOf(folder)),
    ...contradictions(card),
    ...signed.lacks,
    ...missingShards(card),
    ...(await driftedDocuments(folder, card, documents, signal)),
  ];
  if (isModel(folder))
    return {
      card,
      lacks: [...lacks, ...driftedFacts(card, await modelFacts(folder))],
      files: true,
      notes: signed.notes,
    };
  return withRun({ folder, policy: anchored(card.policy, folder) }, async (view) => {
    lacks.push(...driftedFacts(card, await factsOf(view, data, card.view)));
    const notes = [...signed.notes];
    let sampled: SampledShards | undefined;
    if (files) {
      const { inputs } = view.run;
      const dataset = await reopenRunDataset(inputs, folder, data ?? null);
      const drawn = drawnShards(
        dataset.shards.map(({ name }) => name),
        sample,
        seed,
      );
      const drifted = await driftedFiles(card, dataset, inputs.shards, signal, onShard, drawn);
      lacks.push(...drifted);
      if (drawn !== null) {
        const differ = drifted.filter(({ id }) => drawn.has(id)).length;
        sampled = { of: dataset.shards.length, seed, differ: wilson(differ, drawn.size) };
      }
      const places = data === undefined ? placesOf(inputs, folder) : [data];
      const place = folderOf(places);
      if (place !== null) {
        const published = await checkPublished(card, documents, place, signal, drawn);
        lacks.push(...published.lacks);
        notes.push(...published.notes);
      } else if (places.length > 1)
        notes.push(
          "the dataset was not loaded by its documents: its places lie in several folders, and documents speak of one",
        );
    }
    return { card, lacks, files, notes, ...(sampled === undefined ? {} : { sampled }) };
  });
}

/** Names that are drawn, by their hashes with a seed, so that a seed draws the same; null where all are wanted, or no fewer than there are. */
function drawnShards(
  names: readonly string[],
  sample: number | undefined,
  seed: number,
): ReadonlySet<string> | null {
  if (sample === undefined || sample >= names.length) return null;
  const ranked = names.map((name) => ({ name, rank: sha256Of(`${seed}\n${name}`) }));
  ranked.sort((a, b) => (a.rank < b.rank ? -1 : 1));
  return new Set(ranked.slice(0, sample).map(({ name }) => name));
}

/** What of the card's signatures does not hold; the ledger is opened where one is named or wanted. */
async function signaturesOf(
  folder: string,
  card: Card,
  profile: CheckProfile,
  source: SignatureSource | undefined,
): Promise<Pick<CardCheck, "lacks" | "notes">> {
  const wanted = profile === "release" ? releaseRoles : [];
  const named = card.signatures?.length ?? 0;
  if (named === 0 && wanted.length === 0) return { lacks: [], notes: [] };
  // It brings Cedar along, which no other check needs.
  const { signatureLedger } = await import("../../verbs/sign-card.ts");
  const ledger = source === undefined ? null : await signatureLedger(source);
  const lacks = await signatureLacks(folder, card, ledger, wanted);
  const unasked =
    ledger === null && named > 0
      ? [
          `${counted(named, "signature is", "signatures are")} named, and no gate was there to confirm them: --gate DIR`,
        ]
      : [];
  return { lacks, notes: [...unasked, ...(ledger?.notes ?? [])] };
}

function placesOf({ uri, uris = [uri] }: RunInputs, folder: string): readonly string[] {
  return uris.map((one) => anchored(one, folder));
}

/** The folder that holds the dataset as its documents name it; null where it is in none. */
function folderOf(places: readonly string[]): string | null {
  const [first = ""] = places;
  if (places.length === 1) {
    const is = statSync(first, { throwIfNoEntry: false });
    return is === undefined ? null : is.isDirectory() ? first : dirname(first);
  }
  const parents = new Set(places.map((place) => dirname(resolve(place))));
  return parents.size === 1 ? dirname(resolve(first)) : null;
}
