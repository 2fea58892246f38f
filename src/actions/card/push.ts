import { join } from "node:path";
import { CliError } from "../../process/errors.ts";
import { documentsIn } from "../hub/curated.ts";
import { askHub, type Pushed, type PushWish, pushFiles } from "../hub/push.ts";
import { renderCard } from "./render.ts";

/**
 * Writes a card's documents anew and holds README, Croissant and datasheet against a dataset of the hub; they are one
 * commit where that is asked for, and its data stay.
 * @throws CliError (exit code 2): no card, a question that is open, no place of the hub
 */
export async function pushCard(folder: string, wish: PushWish, signal: AbortSignal): Promise<Pushed> {
  const stand = await askHub(wish, signal);
  await renderCard(folder, {}, signal);
  const files = documentsIn(join(folder, "cards"));
  if (files.length === 0)
    throw new CliError(`Cannot push the card of "${folder}": it has no document for the hub`, {
      exitCode: 2,
    });
  return pushFiles(wish, stand, files, false, "Documents of an audit (Sluice)", signal);
}
