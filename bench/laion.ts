import { asyncBufferFromFile, parquetReadObjects } from "hyparquet";
import { compressors } from "hyparquet-compressors";

/** The captions of a slice of LAION's metadata, in the order of its rows. @param path its Parquet file */
export async function laionCaptions(path: string): Promise<readonly string[]> {
  const file = await asyncBufferFromFile(path);
  const rows = await parquetReadObjects({ file, compressors, columns: ["TEXT"] });
  return rows.map((row) => String(row["TEXT"] ?? ""));
}
