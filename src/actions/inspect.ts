import { type Inspection, inspectDataset as inspect } from "../../datasets/index.ts";
import { configuredFormats, readConfig } from "../extensions/config.ts";
import { openOrRefuse } from "../run/open-dataset.ts";

/** How far to look, and where formats of one's own are named. */
export interface InspectWish {
  /** Pairs that are read at most. */
  readonly limit: number;
  /** Whether links may lead out of the places. */
  readonly followLinks?: boolean;
  /** File of filters and formats of one's own; without it, the one in the working folder, if there. */
  readonly config?: string;
}

/**
 * Says what a dataset is: format, shards, pairs, columns, licences, trouble.
 * @throws CliError (exit code 2) where there is no dataset
 */
export async function inspectDataset(
  uris: readonly string[],
  { limit, followLinks = false, config }: InspectWish,
  signal: AbortSignal,
): Promise<Inspection> {
  const own = await configuredFormats(await readConfig(config, process.cwd()));
  return inspect(await openOrRefuse(uris, own, { followLinks }), { limit, signal });
}
