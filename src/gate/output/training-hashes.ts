import { readFile } from "node:fs/promises";
import { decodeHashIndex, encodeHashIndex, type HashIndex } from "../../../filters/index.ts";
import { sha256Of } from "../../digest/sha256.ts";
import type { Lineage } from "../../ledger/event.ts";
import { CliError, oneLine, Refused } from "../../process/errors.ts";
import { openScores } from "../../run/query.ts";
import { readRun } from "../../run/run.ts";

/** Where the hashes of a training set lie, beside the model. */
export const hashesFile = "training.phash";

/**
 * The hashes of a finished run's images, as the file that ships beside a model trained on them.
 * @param dataset its name, as the model's lineage has it
 * @throws CliError (exit code 2) when the run is not finished, sampled, or was made without the filter `duplicates`
 */
export async function hashesOfRun(
  folder: string,
  dataset: string,
): Promise<{ bytes: Uint8Array; count: number }> {
  const { fingerprint, inputs } = await readRun(folder);
  const refuse = (reason: string) => new CliError(`Cannot index run "${folder}": ${reason}`, { exitCode: 2 });
  if (fingerprint === null) throw refuse("it is not finished; run the audit again");
  if (inputs.limit !== null || inputs.sample !== null) throw refuse("it saw only a part of the dataset");
  if (!inputs.filters.some(({ id }) => id === "duplicates"))
    throw refuse("wanted a run with the filter duplicates");
  const query = await openScores(folder);
  try {
    const rows = await query.rows<{ phash: string }>(
      "SELECT DISTINCT phash FROM scores WHERE phash IS NOT NULL",
    );
    const hashes = rows.map(({ phash }) => phash);
    return { bytes: encodeHashIndex(hashes, { dataset, fingerprint }), count: hashes.length };
  } finally {
    query.close();
  }
}

/**
 * Reads the hashes that a manifest names.
 * @param sha256 of the file, hex
 * @throws CliError (exit code 3) when they are missing, changed, or of other data: without them no image passes
 */
export async function readHashes(
  path: string,
  sha256: string,
  { dataset, fingerprint }: Pick<Lineage, "dataset" | "fingerprint">,
): Promise<HashIndex> {
  try {
    const bytes = await readFile(path);
    const found = sha256Of(bytes);
    if (found !== sha256) throw new Error(`${path} has SHA-256 ${found}, and the manifest says ${sha256}`);
    const index = decodeHashIndex(bytes, path);
    if (index.dataset !== dataset || index.fingerprint !== fingerprint)
      throw new Error(`${path} holds the hashes of other data than the model was trained on`);
    return index;
  } catch (cause) {
    const reason = `${oneLine(cause)}; without them no image passes`;
    throw new Refused(`Cannot open the gate: ${reason}`, [{ rule: "hashes-unusable", reason }], { cause });
  }
}
