import { existsSync } from "node:fs";
import { basename } from "node:path";
import { asyncBufferFromFile, parquetReadObjects } from "hyparquet";
import { compressors } from "hyparquet-compressors";

/** What img2dataset wrote beside a tar: every row that it tried, also those that are not in the tar. */
export interface Sidecar {
  readonly rows: ReadonlyMap<string, Record<string, unknown>>;
  /** Downloads that failed, or why the file cannot be read. */
  readonly trouble?: string;
}

/** Reads `00000.parquet` beside `00000.tar`; an absent one says nothing. */
export async function readSidecar(path: string): Promise<Sidecar> {
  if (!existsSync(path)) return { rows: new Map() };
  const name = basename(path);
  try {
    const file = await asyncBufferFromFile(path);
    const rows = await parquetReadObjects({ file, compressors });
    const keyed = rows.filter(({ key }) => typeof key === "string");
    const failed = rows.filter(({ status }) => typeof status === "string" && status !== "success").length;
    return {
      rows: new Map(keyed.map((row) => [String(row["key"]), row])),
      ...(failed > 0
        ? { trouble: `${name}: ${failed} of ${rows.length} images were never downloaded, says img2dataset` }
        : {}),
    };
  } catch {
    return {
      rows: new Map(),
      trouble: `Cannot read "${name}" beside the shard: no Parquet file, or a damaged one`,
    };
  }
}
