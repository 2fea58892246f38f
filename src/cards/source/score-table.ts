import { stat } from "node:fs/promises";
import { sha256OfFile } from "../../digest/sha256.ts";
import { readRun, scorePath } from "../../run/run.ts";
import { shardFacts } from "../../run/shards.ts";

/** A run's score files, to be named by a Croissant document. */
export interface ScoreTable {
  readonly files: readonly { readonly path: string; readonly bytes: number; readonly sha256: string }[];
  readonly columns: readonly { readonly name: string; readonly type: string; readonly meaning: string }[];
}

/** The score files of a run, each hashed, and what their columns mean. */
export async function scoreTable(run: string, signal: AbortSignal): Promise<ScoreTable> {
  const files = [];
  for (const { name } of await shardFacts(run)) {
    const path = scorePath(run, name);
    const { size } = await stat(path);
    files.push({ path: `scores/${name}.parquet`, bytes: size, sha256: await sha256OfFile(path, signal) });
  }
  const { filters } = (await readRun(run)).inputs;
  return { files, columns: filters.flatMap(({ columns }) => columns) };
}
