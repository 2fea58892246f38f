import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { vectorPath } from "./vectors.ts";

/** Asks for the vectors of a run that is planned: whoever scores a shard makes its, whoever seals the run what is left. */
export async function wantVectors(folder: string): Promise<void> {
  await mkdir(vectorsFolder(folder), { recursive: true });
}

/** Whether a run's vectors were asked for, or made before. */
export function wantsVectors(folder: string): boolean {
  return existsSync(vectorsFolder(folder));
}

function vectorsFolder(folder: string): string {
  return dirname(vectorPath(folder, "shard"));
}
