import type { DatasetWriter } from "../writer.ts";
import { imagefolder } from "./imagefolder.ts";
import { parquet } from "./parquet.ts";
import { webdataset } from "./webdataset.ts";

/** Every way to write a dataset, in the order in which help lists them. */
export const writers: readonly DatasetWriter[] = [webdataset, imagefolder, parquet];
