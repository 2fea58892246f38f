import { existsSync } from "node:fs";
import { readdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { asyncBufferFromFile, parquetMetadataAsync } from "hyparquet";
import { oneLine } from "../process/errors.ts";

/** A file of a run that is no finished Parquet file. */
export interface Damaged {
  /** Relative to the run's folder. */
  readonly file: string;
  readonly reason: string;
}

/**
 * Renames what cannot be read among a run's scores and duplicates to `<file>.damaged`, so that the next audit
 * makes it anew. Only footers are read: they are written last.
 */
export async function setAsideDamaged(folder: string): Promise<readonly Damaged[]> {
  const scores = await readdir(join(folder, "scores")).catch(() => []);
  const files = [
    ...scores.filter((name) => name.endsWith(".parquet")).map((name) => join("scores", name)),
    ...(existsSync(join(folder, "duplicates.parquet")) ? ["duplicates.parquet"] : []),
  ];
  const damaged: Damaged[] = [];
  for (const file of files) {
    const reason = await damageOf(join(folder, file));
    if (reason === null) continue;
    // Another may set it aside at the same time.
    const isMine = await rename(join(folder, file), join(folder, `${file}.damaged`)).then(
      () => true,
      () => false,
    );
    if (isMine) damaged.push({ file, reason });
  }
  return damaged;
}

/** Why a file is no finished Parquet file; null where it is one. */
export async function damageOf(path: string): Promise<string | null> {
  try {
    await parquetMetadataAsync(await asyncBufferFromFile(path));
    return null;
  } catch (error) {
    return oneLine(error);
  }
}
