import type { DatasetFormat } from "./format.ts";
import { coco } from "./formats/coco.ts";
import { folder } from "./formats/folder.ts";
import { imagefolder } from "./formats/imagefolder.ts";
import { parquet } from "./formats/parquet.ts";
import { tsv } from "./formats/tsv.ts";
import { webdataset } from "./formats/webdataset.ts";

/** Every format, the most particular first: the first that recognises a location reads it. */
export const formats: readonly DatasetFormat[] = [imagefolder, webdataset, coco, parquet, tsv, folder];

/** Their ids: nobody else's format may have one of them. */
export const formatIds: readonly string[] = formats.map(({ id }) => id);
