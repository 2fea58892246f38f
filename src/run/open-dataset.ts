import type { Cuts, Dataset, DatasetFormat, OpenWish, Shard } from "../../datasets/index.ts";
import { CliError, oneLine } from "../process/errors.ts";
import { sayCopying, trafficBy } from "../process/network.ts";
import { anchored } from "./anchor.ts";
import { readCuts } from "./cuts.ts";
import { ownFolder } from "./own-folder.ts";
import type { RunInputs, RunModule } from "./run.ts";

/** A format of somebody's own, and the module that it came from. */
export interface OwnFormat {
  readonly format: DatasetFormat;
  readonly module: RunModule;
}

/** A run's dataset is not where it was, or is another one by now: exit code 2. Who knows its new place can name it. */
export class DatasetOutOfReach extends CliError {
  constructor(message: string, cause?: unknown) {
    super(message, { exitCode: 2, cause });
  }
}

/**
 * Opens one dataset from one or several URIs of the same format; shards keep the order given.
 * @param own formats asked after those of Sluice
 * @throws CliError (exit code 2) with what is wrong
 */
export async function openOrRefuse(
  uris: readonly string[],
  own: readonly OwnFormat[] = [],
  wish: OpenWish = {},
): Promise<Dataset> {
  const datasets = await Promise.all(uris.map((uri) => openOne(uri, own, wish)));
  const [first] = datasets as [Dataset, ...Dataset[]];
  if (datasets.length === 1) return first;
  const formats = new Set(datasets.map(({ format }) => format));
  if (formats.size > 1)
    refuse(
      uris.join(" "),
      `they are of different formats (${[...formats].join(", ")}); audit them one by one`,
    );
  const shards = datasets.flatMap((dataset, place) => dataset.shards.map((shard) => placedIn(shard, place)));
  const twice = shards.map(({ name }) => name).find((name, i, names) => names.indexOf(name) !== i);
  if (twice !== undefined) refuse(uris.join(" "), `two shards are named "${twice}"; audit them one by one`);
  const { captionless: _, ...rest } = first;
  return {
    ...rest,
    uri: datasets.map(({ uri }) => uri).join(" "),
    uris: datasets.map(({ uri }) => uri),
    shards,
    maps: datasets.flatMap(({ maps }) => maps),
    hasImages: datasets.some(({ hasImages }) => hasImages),
    ...(datasets.every(({ captionless }) => captionless) ? { captionless: true } : {}),
    columns: [...new Set(datasets.flatMap(({ columns }) => columns))],
    ...copiedOf(datasets),
    troubles: datasets.flatMap(({ troubles }) => troubles),
    cuts: Object.assign({}, ...datasets.map(({ cuts = {} }) => cuts)),
  };
}

function copiedOf(datasets: readonly Dataset[]): Pick<Dataset, "copied"> {
  const all = datasets.flatMap(({ copied }) => copied ?? []);
  if (all.length === 0) return {};
  const sum = (of: (one: (typeof all)[number]) => number) => all.reduce((total, one) => total + of(one), 0);
  return { copied: { files: sum(({ files }) => files), bytes: sum(({ bytes }) => bytes) } };
}

/** A shard of one of several places: what is called the same in two of them is not the same picture. */
function placedIn(shard: Shard, place: number): Shard {
  return {
    ...shard,
    place,
    async *read(signal, rows) {
      for await (const item of shard.read(signal, rows))
        yield "sample" in item && item.sample !== undefined
          ? { ...item, sample: `${place}/${item.sample}` }
          : item;
    },
  };
}

async function openOne(uri: string, own: readonly OwnFormat[], wish: OpenWish): Promise<Dataset> {
  const { openDataset, scratchBy, trafficSoFar } = await import("../../datasets/index.ts");
  scratchBy(() => ownFolder("data"), sayCopying);
  trafficBy(trafficSoFar);
  try {
    return await openDataset(
      uri,
      own.map(({ format }) => format),
      wish,
    );
  } catch (cause) {
    throw new CliError(oneLine(cause), { exitCode: 2, cause });
  }
}

function refuse(uris: string, reason: string): never {
  throw new CliError(`Cannot open "${uris}" as one dataset: ${reason}`, { exitCode: 2 });
}

/** What a run keeps of where its dataset lies. */
export type Recorded = Pick<RunInputs, "uri" | "uris" | "followLinks" | "map" | "shardPairs">;

/**
 * Opens the dataset of a run again, where it was or where it is now.
 * @param folder the run's, below which or beside which a relative place is looked for
 * @param data the dataset's new place, when it moved
 * @param own formats asked after those of Sluice
 * @throws DatasetOutOfReach when it is not there, or has other shards than the run
 */
export async function reopenDataset(
  inputs: Recorded & Pick<RunInputs, "shards">,
  folder: string,
  data: string | null,
  own: readonly OwnFormat[] = [],
): Promise<Dataset> {
  const dataset = await openAgain(inputs, folder, data, own);
  const present = new Set(dataset.shards.map(({ name }) => name));
  const lost = inputs.shards.find(({ name }) => !present.has(name));
  if (lost !== undefined)
    throw new DatasetOutOfReach(
      `Cannot find shard "${lost.name}" of the run in "${data ?? inputs.uri}": name its new place with --data, or audit it again`,
    );
  return dataset;
}

/**
 * Opens a dataset by what a run keeps of it. Older runs keep several places as one text, parted by spaces.
 * @param run the run's folder, where relative URIs are looked for; null to take them as they are
 * @param own formats asked after those of Sluice
 * @param cuts where its large files are cut, as it is known
 * @throws CliError (exit code 2) with what is wrong
 */
export async function openRecorded(
  { uri, uris, followLinks, map, shardPairs }: Recorded,
  run: string | null = null,
  own: readonly OwnFormat[] = [],
  cuts: Cuts = {},
): Promise<Dataset> {
  const find = (one: string) => (run === null ? one : anchored(one, run));
  const open = (places: readonly string[]) =>
    openOrRefuse(places.map(find), own, {
      followLinks: followLinks === true,
      ...(map && { map }),
      wholeFiles: shardPairs === undefined,
      cuts,
    });
  if (uris !== undefined) return open(uris);
  const parts = uri.split(" ");
  return open([uri]).catch((cause: unknown) => {
    if (parts.length > 1) return open(parts);
    throw cause;
  });
}

async function openAgain(
  inputs: Recorded,
  folder: string,
  data: string | null,
  own: readonly OwnFormat[],
): Promise<Dataset> {
  const { followLinks, map, shardPairs } = inputs;
  const cuts = await readCuts(folder);
  try {
    if (data === null) return await openRecorded(inputs, folder, own, cuts);
    return await openRecorded(
      {
        uri: data,
        ...(followLinks && { followLinks }),
        ...(map && { map }),
        ...(shardPairs && { shardPairs }),
      },
      null,
      own,
      cuts,
    );
  } catch (cause) {
    throw new DatasetOutOfReach(
      `${oneLine(cause)}; if the dataset moved, name its new place with --data`,
      cause,
    );
  }
}
