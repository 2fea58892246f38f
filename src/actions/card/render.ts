import { join } from "node:path";
import { type Written, writeDocuments } from "../../cards/render/documents.ts";
import { readCard } from "../../cards/source/card.ts";
import { scoreTable } from "../../cards/source/score-table.ts";

/** Which documents, where, and how. */
export interface RenderWish {
  /** Without it, the card's folder. */
  readonly to?: string;
  /** Ids of documents; without them, all that the dataset's format allows. */
  readonly only?: readonly string[];
  /** Adds the two keys that mlcroissant misspells. */
  readonly compat?: boolean;
  /** Names the run's score files in Croissant. */
  readonly withScores?: boolean;
}

/**
 * Writes the documents of a card as it lies on disk.
 * @throws CliError (exit code 2): no card, no such document, or one that was asked for cannot be written
 */
export async function renderCard(folder: string, wish: RenderWish, signal: AbortSignal): Promise<Written> {
  const { to = join(folder, "cards"), only, compat = false, withScores = false } = wish;
  const card = await readCard(folder);
  const options = { compat, ...(withScores ? { scores: await scoreTable(folder, signal) } : {}) };
  return writeDocuments(folder, card, to, options, only);
}
