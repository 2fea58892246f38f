import type { DatasetWriter } from "../writer.ts";
import { sourceParquet } from "./parquet-source.ts";
import { pictureGlobs } from "./table-pictures.ts";

/** An imagefolder's metadata in Parquet, with the rows that pass, and their pictures. */
export const sourceMetadata: DatasetWriter = {
  ...sourceParquet,
  id: "imagefolder",
  about: "the source's metadata with the rows that pass, and their pictures",
  globs: pictureGlobs,
};
