import { type Dataset, formatIds } from "../../datasets/index.ts";
import { configuredFormats, readConfig } from "../extensions/config.ts";
import { oneLine } from "../process/errors.ts";
import { type Books, readBooks } from "../proof/books.ts";
import { type CuratedCheck, checkCurated } from "../proof/check.ts";
import { DatasetOutOfReach, openOrRefuse, openRecorded } from "../run/open-dataset.ts";

/**
 * Opens a curated dataset and its source again, and says whether the one is the other less what its books list.
 * @param data where the source lies now, when it moved
 * @throws CliError (exit code 2) where the folder is no curated dataset, or its source is out of reach
 */
export async function checkCuratedFolder(
  folder: string,
  data: string | null,
  signal: AbortSignal,
): Promise<CuratedCheck> {
  const books = await readBooks(folder);
  const source = await sourceOf(books, folder, data);
  const output = await outputOf(books, folder).catch((cause: unknown) => ({ refused: oneLine(cause) }));
  return checkCurated({ folder, books, source, output }, signal);
}

/** What a dataset could not be opened for. */
interface Refused {
  readonly refused: string;
}

/**
 * Opens a curated dataset, and its source where that is in reach.
 * @throws CliError (exit code 2) where the folder is no curated dataset, or cannot be opened as any
 */
export async function openCurated(
  folder: string,
  data: string | null,
): Promise<{ readonly output: Dataset; readonly source: Dataset | Refused }> {
  const books = await readBooks(folder);
  const output = await outputOf(books, folder);
  const source = await sourceOf(books, folder, data).catch((cause: unknown) => ({ refused: oneLine(cause) }));
  return { output, source };
}

/** The output as its source was read; where its fields are other ones by now, as they say themselves. */
async function outputOf({ source: { map, shardPairs } }: Books, folder: string): Promise<Dataset> {
  const wholeFiles = shardPairs === undefined;
  const plain = () => openOrRefuse([folder], [], { wholeFiles });
  return map === undefined ? plain() : openOrRefuse([folder], [], { map, wholeFiles }).catch(plain);
}

async function sourceOf({ source }: Books, folder: string, data: string | null): Promise<Dataset> {
  const own = formatIds.includes(source.format)
    ? []
    : await configuredFormats(await readConfig(undefined, process.cwd()));
  const { followLinks, map, shardPairs } = source;
  try {
    if (data !== null)
      return await openRecorded(
        {
          uri: data,
          ...(followLinks && { followLinks }),
          ...(map && { map }),
          ...(shardPairs && { shardPairs }),
        },
        null,
        own,
      );
    return await openRecorded(source, folder, own);
  } catch (cause) {
    throw new DatasetOutOfReach(
      `${oneLine(cause)}; if the source moved, name its new place with --data`,
      cause,
    );
  }
}
