import type { DatasetFormat } from "./format.ts";
import { arrow } from "./formats/arrow.ts";
import { coco } from "./formats/coco.ts";
import { folder } from "./formats/folder.ts";
import { imagefolder } from "./formats/imagefolder.ts";
import { parquet } from "./formats/parquet.ts";
import { csv, json, jsonl } from "./formats/tables.ts";
import { tfrecord } from "./formats/tfrecord.ts";
import { tsv } from "./formats/tsv.ts";
import { webdataset } from "./formats/webdataset.ts";

/** Every format, the most particular first: of a location each reads what none before it claims. */
export const formats: readonly DatasetFormat[] = [
  imagefolder,
  webdataset,
  coco,
  tfrecord,
  parquet,
  arrow,
  tsv,
  csv,
  jsonl,
  json,
  folder,
];

/** Their ids: nobody else's format may have one of them. */
export const formatIds: readonly string[] = formats.map(({ id }) => id);
