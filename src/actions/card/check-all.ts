import { readFile } from "node:fs/promises";
import { cardPath } from "../../cards/source/card.ts";
import { CliError } from "../../process/errors.ts";
import { type CardCheck, type CheckWish, checkCard } from "./check.ts";

/** A card that was held against its run or model, or why it could not be. */
export type CheckedCard = {
  readonly folder: string;
  readonly path: string;
} & ({ readonly check: CardCheck; readonly text: string } | { readonly error: string });

/**
 * Checks cards one after another: of several, one that cannot be read keeps none of the others back.
 * @param onShard called before each shard is hashed
 * @throws CliError (exit code 2) where the only card cannot be read; the signal's reason once it is aborted
 */
export async function checkCards(
  folders: readonly string[],
  wish: CheckWish,
  signal: AbortSignal,
  onShard: (folder: string, shard: string) => void,
): Promise<readonly CheckedCard[]> {
  const checked: CheckedCard[] = [];
  for (const folder of folders) {
    const path = cardPath(folder);
    try {
      const check = await checkCard(folder, wish, signal, (shard) => onShard(folder, shard));
      checked.push({ folder, path, check, text: await readFile(path, "utf8") });
    } catch (error) {
      if (!(error instanceof CliError) || folders.length === 1) throw error;
      checked.push({ folder, path, error: error.message });
    }
  }
  return checked;
}
