import type { DatasetWriter } from "../writer.ts";
import { sourceParquet } from "./parquet-source.ts";
import { outsidePicture, pictureGlobs, writePictures } from "./table-pictures.ts";

/** An imagefolder's metadata in Parquet, with the rows that pass, and their pictures. */
export const sourceMetadata: DatasetWriter = {
  ...sourceParquet,
  id: "imagefolder",
  about: "the source's metadata with the rows that pass, and their pictures",
  refuses: (kept) => sourceParquet.refuses(kept) ?? outsidePicture(kept),
  async begin(target) {
    const rows = await sourceParquet.begin(target);
    return {
      ...rows,
      async write(kept) {
        await rows.write(kept);
        await writePictures(kept, target);
      },
    };
  },
  globs: pictureGlobs,
};
