import type { Dataset } from "../format.ts";
import { type DatasetWriter, type WriterId, writerIds } from "../writer.ts";
import { imagefolder } from "./imagefolder.ts";
import { parquet } from "./parquet.ts";
import { sourceParquet } from "./parquet-source.ts";
import { sourceTable } from "./table-source.ts";
import { webdataset } from "./webdataset.ts";

const byId: Readonly<Record<WriterId, DatasetWriter>> = { webdataset, imagefolder, parquet };

/** By the id of a format: how its datasets are written as they were, file by file. */
const bySource: Readonly<Record<string, DatasetWriter>> = {
  webdataset,
  parquet: sourceParquet,
  imagefolder: sourceTable(
    "imagefolder",
    "the source's metadata with the lines that pass, and their pictures",
  ),
  tsv: sourceTable("tsv", "the source's tables with the lines that pass"),
  csv: sourceTable("csv", "the source's tables with the lines that pass"),
  jsonl: sourceTable("jsonl", "the source's tables with the lines that pass"),
  json: sourceTable("json", "the source's lists with the records that pass"),
};

/**
 * How a dataset is written: as it was, where nothing else is asked and it can be, or in a format of these.
 * @param wanted id of a writer; null for the source's own
 */
export function writerFor(
  { format, hasImages, shards }: Pick<Dataset, "format" | "hasImages" | "shards">,
  wanted: string | null,
): DatasetWriter | undefined {
  // Metadata in Parquet beside pictures has no lines.
  const own =
    format === "imagefolder" && shards.some(({ source }) => /\.parquet$/iu.test(source))
      ? imagefolder
      : bySource[format];
  if (wanted === null) return own ?? (hasImages ? webdataset : parquet);
  return wanted === format && own !== undefined ? own : writers.find(({ id }) => id === wanted);
}

/** Every way to write a dataset, in the order in which help lists them. */
export const writers: readonly DatasetWriter[] = writerIds.map((id) => byId[id]);
