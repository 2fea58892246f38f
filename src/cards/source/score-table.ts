import { stat } from "node:fs/promises";
import { join } from "node:path";
import { sha256OfFile } from "../../digest/sha256.ts";
import { readRun } from "../../run/run.ts";
import { scoreFiles } from "../../run/sealed.ts";

/** A run's score files, to be named by a Croissant document. */
export interface ScoreTable {
  readonly files: readonly { readonly path: string; readonly bytes: number; readonly sha256: string }[];
  readonly columns: readonly { readonly name: string; readonly type: string; readonly meaning: string }[];
}

/** The score files of a run, each hashed, and what their columns mean. */
export async function scoreTable(run: string, signal: AbortSignal): Promise<ScoreTable> {
  const files = [];
  for (const path of scoreFiles(run)) {
    const file = join(run, path);
    const { size } = await stat(file);
    files.push({ path, bytes: size, sha256: await sha256OfFile(file, signal) });
  }
  const { filters } = (await readRun(run)).inputs;
  return { files, columns: filters.flatMap(({ columns }) => columns) };
}
