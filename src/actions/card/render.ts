import { join } from "node:path";
import { contactSheet } from "../../cards/contact-sheet.ts";
import { type Card, readCard } from "../../cards/source/card.ts";
import { isModel } from "../../cards/source/kind.ts";
import { scoreTable } from "../../cards/source/score-table.ts";
import { type Written, writeDocuments } from "../../documents/documents.ts";
import { reopenRunDataset } from "../../extensions/reopen.ts";
import { CliError } from "../../process/errors.ts";
import { refuseStandIn } from "../../process/stand-in.ts";
import { anchored } from "../../run/anchor.ts";
import { withRun } from "../open-run.ts";

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
  /** Puts mosaics of some pairs of each decision behind the HTML datasheet; never for a model. */
  readonly contactSheet?: boolean;
  /** Where the dataset lies now, when it moved: contact sheets read it. */
  readonly data?: string;
}

/**
 * Writes the documents of a card as it lies on disk.
 * @throws CliError (exit code 2): no card, no such document, or one that was asked for cannot be written
 */
export async function renderCard(folder: string, wish: RenderWish, signal: AbortSignal): Promise<Written> {
  const { to = join(folder, "cards"), only, compat = false, withScores = false } = wish;
  refuseStandIn(to);
  const card = await readCard(folder);
  const options = {
    compat,
    ...(withScores ? { scores: await scoreTable(folder, signal) } : {}),
    ...(wish.contactSheet ? { contactSheet: await sheetOf(folder, card, wish.data, signal) } : {}),
  };
  return writeDocuments(folder, card, to, options, only);
}

function sheetOf(folder: string, card: Card, data: string | undefined, signal: AbortSignal): Promise<string> {
  if (isModel(folder))
    throw new CliError(`Cannot make a contact sheet of "${folder}": it is a model's folder, wanted a run's`, {
      exitCode: 2,
    });
  return withRun({ folder, policy: anchored(card.policy, folder) }, async (run) =>
    contactSheet(run, await reopenRunDataset(run.run.inputs, folder, data ?? null), card.view, signal),
  );
}
