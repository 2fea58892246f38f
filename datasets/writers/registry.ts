import { type DatasetWriter, type WriterId, writerIds } from "../writer.ts";
import { imagefolder } from "./imagefolder.ts";
import { parquet } from "./parquet.ts";
import { sourceParquet } from "./parquet-source.ts";
import { webdataset } from "./webdataset.ts";

const byId: Readonly<Record<WriterId, DatasetWriter>> = { webdataset, imagefolder, parquet };

/** By the id of a format: how its datasets are written as they were, file by file. */
const bySource: Readonly<Record<string, DatasetWriter>> = { webdataset, parquet: sourceParquet };

/**
 * How a dataset is written: as it was, where nothing else is asked and it can be, or in a format of these.
 * @param source id of the dataset's format
 * @param wanted id of a writer; null for the source's own
 */
export function writerFor(
  source: string,
  hasImages: boolean,
  wanted: string | null,
): DatasetWriter | undefined {
  if (wanted === null) return bySource[source] ?? (hasImages ? webdataset : parquet);
  return wanted === source && Object.hasOwn(bySource, source)
    ? bySource[source]
    : writers.find(({ id }) => id === wanted);
}

/** Every way to write a dataset, in the order in which help lists them. */
export const writers: readonly DatasetWriter[] = writerIds.map((id) => byId[id]);
