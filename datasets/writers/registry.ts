import { type DatasetWriter, type WriterId, writerIds } from "../writer.ts";
import { imagefolder } from "./imagefolder.ts";
import { parquet } from "./parquet.ts";
import { webdataset } from "./webdataset.ts";

const byId: Readonly<Record<WriterId, DatasetWriter>> = { webdataset, imagefolder, parquet };

/** Every way to write a dataset, in the order in which help lists them. */
export const writers: readonly DatasetWriter[] = writerIds.map((id) => byId[id]);
