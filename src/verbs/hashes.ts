import { sha256Of } from "../digest/sha256.ts";
import { hashesOfRun } from "../gate/output/training-hashes.ts";
import { writeWhole } from "../process/files.ts";

/** Perceptual hashes that were written. */
export interface HashesWritten {
  readonly file: string;
  readonly hashes: number;
  readonly bytes: number;
  /** SHA-256 (hex) of the file: what a model's manifest states. */
  readonly sha256: string;
}

/**
 * Writes the perceptual hashes of a training set, to be shipped beside a model trained on it.
 * @param run folder of a finished audit of the training set
 * @param dataset its name, as the model's lineage has it
 * @throws CliError (exit code 2) when the run cannot be used
 */
export async function writeHashes(run: string, dataset: string, file: string): Promise<HashesWritten> {
  const { bytes, count } = await hashesOfRun(run, dataset);
  await writeWhole(file, bytes);
  return { file, hashes: count, bytes: bytes.length, sha256: sha256Of(bytes) };
}
