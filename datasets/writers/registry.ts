import type { Dataset, Shard } from "../format.ts";
import { type DatasetWriter, type WriterId, writerIds } from "../writer.ts";
import { sourceArrow } from "./arrow-source.ts";
import { sourceCoco } from "./coco-source.ts";
import { sourceFolder } from "./folder-source.ts";
import { imagefolder } from "./imagefolder.ts";
import { sourceMetadata } from "./metadata-source.ts";
import { sourceMixed } from "./mixed-source.ts";
import { parquet } from "./parquet.ts";
import { sourceParquet } from "./parquet-source.ts";
import { sourceTable } from "./table-source.ts";
import { sourceTfrecord } from "./tfrecord-source.ts";
import { webdataset } from "./webdataset.ts";

const byId: Readonly<Record<WriterId, DatasetWriter>> = { webdataset, imagefolder, parquet };

/** By the id of a format: how its datasets are written as they were, file by file. */
const bySource: Readonly<Record<string, DatasetWriter>> = {
  webdataset,
  parquet: sourceParquet,
  folder: sourceFolder,
  coco: sourceCoco,
  arrow: sourceArrow,
  tfrecord: sourceTfrecord,
  // What cannot be opened has no pairs.
  zip: sourceParquet,
  imagefolder: sourceTable(
    "imagefolder",
    "the source's metadata with the lines that pass, and their pictures",
  ),
  tsv: sourceTable("tsv", "the source's tables with the lines that pass"),
  csv: sourceTable("csv", "the source's tables with the lines that pass"),
  jsonl: sourceTable("jsonl", "the source's tables with the lines that pass"),
  json: sourceTable("json", "the source's lists with the records that pass"),
};

/** How a shard is written as it was; `undefined` where nothing writes its format. */
function ownWriter({ format = "", source }: Shard): DatasetWriter | undefined {
  if (format === "imagefolder" && /\.parquet$/iu.test(source)) return sourceMetadata;
  return bySource[format];
}

/** How a whole dataset is written as it was. */
function sourceWriter({ format, shards }: Pick<Dataset, "format" | "shards">): DatasetWriter | undefined {
  const own = new Set(shards.map(ownWriter));
  if (own.has(undefined)) return undefined;
  const [only, ...more] = own;
  if (more.length === 0 && only?.id === format) return only;
  return sourceMixed(format, shards, (shard) => ownWriter(shard) as DatasetWriter);
}

/**
 * How a dataset is written: as it was, where nothing else is asked and it can be, or in a format of these.
 * @param wanted id of a writer; null for the source's own
 */
export function writerFor(
  dataset: Pick<Dataset, "format" | "hasImages" | "shards">,
  wanted: string | null,
): DatasetWriter | undefined {
  const own = sourceWriter(dataset);
  if (wanted === null) return own ?? (dataset.hasImages ? webdataset : parquet);
  return wanted === own?.id ? own : writers.find(({ id }) => id === wanted);
}

/** Every way to write a dataset, in the order in which help lists them. */
export const writers: readonly DatasetWriter[] = writerIds.map((id) => byId[id]);
