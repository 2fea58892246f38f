import { type Inspection, inspectDataset as inspect, SHARD_PAIRS } from "../../datasets/index.ts";
import { maskText } from "../exposure/mask.ts";
import { configuredFormats, readConfig } from "../extensions/config.ts";
import { openOrRefuse, openRecorded } from "../run/open-dataset.ts";
import { type MapFlags, mapWish, writeMap } from "./map-file.ts";

/** How far to look, and where formats of one's own are named. */
export interface InspectWish extends MapFlags {
  /** Pairs that are read at most. */
  readonly limit: number;
  /** Pairs of each shard that are read at most. */
  readonly perShard?: number;
  /** Whether the one URI is a run's text of its places, of which there may be several. */
  readonly asRecorded?: boolean;
  /** Whether links may lead out of the places. */
  readonly followLinks?: boolean;
  /** File of filters and formats of one's own; without it, the one in the working folder, if there. */
  readonly config?: string;
  /** File that the dataset's map is written to. */
  readonly writeMap?: string;
}

/**
 * Says what a dataset is: format, shards, pairs, columns, licences, trouble. Examples of texts are masked.
 * @throws CliError (exit code 2) where there is no dataset
 */
export async function inspectDataset(
  uris: readonly string[],
  { limit, perShard, followLinks = false, config, writeMap: file, asRecorded, ...flags }: InspectWish,
  signal: AbortSignal,
): Promise<Inspection> {
  const own = await configuredFormats(await readConfig(config, process.cwd()));
  const map = await mapWish(flags);
  const dataset = asRecorded
    ? await openRecorded(
        { uri: uris.join(" "), map, shardPairs: SHARD_PAIRS, ...(followLinks ? { followLinks } : {}) },
        null,
        own,
      )
    : await openOrRefuse(uris, own, { followLinks, map });
  const found = await inspect(dataset, { limit, signal, ...(perShard === undefined ? {} : { perShard }) });
  if (file !== undefined) await writeMap(file, found.map);
  return { ...found, fields: found.fields.map(masked) };
}

/** Nobody has measured these texts yet: an example shows how they are stored, not what they say. */
function masked(field: Inspection["fields"][number]): Inspection["fields"][number] {
  return field.as === "caption" || field.as === "text"
    ? { ...field, example: maskText(field.example) }
    : field;
}
