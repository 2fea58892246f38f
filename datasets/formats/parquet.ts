import { isContainer } from "../container-kind.ts";
import type { Location } from "../format.ts";
import { parquetTable } from "../tables/parquet.ts";
import { isImageName } from "../text.ts";
import { columnarFormat } from "./columnar.ts";

const { ending } = parquetTable;

/** Parquet with images inside (Hugging Face, img2dataset), or with URLs only (LAION, DataComp, COYO). */
export const parquet = columnarFormat(parquetTable, "a Parquet file", tables);

/** Less img2dataset's table of a folder of files, which says of each what the file beside it says. */
function tables(location: Location): readonly string[] {
  const { files, isFolder } = location;
  const found = files.filter((file) => isContainer(location, file, "parquet", ending));
  if (!isFolder || found.length === 0) return found;
  const folders = new Set(
    files
      .filter((file) => isImageName(file) && file.includes("/"))
      .map((file) => file.replace(/\/[^/]*$/u, "")),
  );
  return found.filter((file) => !folders.has(file.replace(ending, "")));
}
