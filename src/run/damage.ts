import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { asyncBufferFromFile, parquetMetadataAsync } from "hyparquet";
import { oneLine } from "../process/errors.ts";
import { type RunFile, scorePath } from "./run.ts";
import { ownScores, sealedScores } from "./sealed.ts";

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
  const listed = await damagedList(folder);
  const sealed = sealedScores(folder);
  const large = await readdir(join(folder, "sealed")).catch(() => []);
  const files = [
    ...ownScores(folder, sealed).map((shard) => join("scores", `${shard}.parquet`)),
    ...large.filter((name) => name.endsWith(".parquet")).map((name) => join("sealed", name)),
    ...["shards.parquet", "duplicates.parquet"].filter((name) => existsSync(join(folder, name))),
  ];
  const damaged: Damaged[] = [...listed];
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

/**
 * Moves files in a run's `scores/` that are of none of its shards to `strays/`: a copy that a program for files made,
 * say. Their rows would be read as the run's own, and packed files would never be taken away.
 */
export async function setAsideStrays(
  folder: string,
  { inputs }: Pick<RunFile, "inputs">,
): Promise<readonly string[]> {
  const shards = new Set(inputs.shards.map(({ name }) => name));
  const strays = ownScores(folder, null).filter((name) => !shards.has(name));
  if (strays.length > 0) await mkdir(join(folder, "strays"), { recursive: true });
  for (const name of strays) {
    const kept = join(folder, "strays", `${name}.parquet`);
    // Another may set it aside at the same time.
    await rename(scorePath(folder, name), existsSync(kept) ? `${kept}.${randomUUID()}` : kept).catch(
      () => undefined,
    );
  }
  return strays.map((name) => join("scores", `${name}.parquet`));
}

/** The list of large files, set aside where it cannot be read: it is made anew from their footers. */
async function damagedList(folder: string): Promise<readonly Damaged[]> {
  try {
    sealedScores(folder);
    return [];
  } catch (error) {
    const file = join("sealed", "files.json");
    await rename(join(folder, file), join(folder, `${file}.damaged`));
    return [{ file, reason: oneLine(error) }];
  }
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
