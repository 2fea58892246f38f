import { CliError } from "../../process/errors.ts";
import { shellWord } from "../../process/shell-word.ts";
import type { DecidedRun } from "../../run/decided-run.ts";
import { finishedFacts } from "../../run/shards.ts";
import { ofShard } from "./embedded.ts";
import { readHeader, sealVectors, type VectorModel, type VectorsOf } from "./vectors.ts";

/** Shards whose vectors are still to be made; those that were made before the run was sealed say from now on that they are its. */
export async function lackingVectors(
  { folder, run }: DecidedRun,
  names: readonly string[],
  { model, of, again }: { readonly model: VectorModel; readonly of: VectorsOf; readonly again: boolean },
): Promise<readonly string[]> {
  const lacking: string[] = [];
  const identityOf = await identities(folder);
  for (const name of names) {
    const header = again
      ? await readHeader(folder, name, of).catch(() => null)
      : await readHeader(folder, name, of);
    const made = header?.fingerprint?.startsWith("shard ") ? await identityOf(name) : run.fingerprint;
    if (header === null || header.fingerprint === null || header.fingerprint !== made) lacking.push(name);
    else if (header.model.sha256 !== model.sha256) {
      // Which CLIP model looks at pictures is a choice; captions have one encoder, and another is a surprise.
      if (!again && of === "captions")
        throw new CliError(
          `Cannot look by meaning: ${folder}/embeddings are of ${header.model.id} ${header.model.sha256.slice(0, 12)}, wanted ${model.id} ${model.sha256.slice(0, 12)}; sluice topics ${shellWord(folder)} --again makes them anew`,
          { exitCode: 2 },
        );
      lacking.push(name);
    } else if (run.fingerprint !== null && header.fingerprint !== run.fingerprint)
      await sealVectors(folder, name, header, run.fingerprint, of);
  }
  return lacking;
}

/** What a shard's vectors say whose they are before its run is sealed; null where its scores are gone. */
export async function identities(folder: string): Promise<(shard: string) => Promise<string | null>> {
  let known: ReturnType<typeof finishedFacts> | undefined;
  return async (shard) => {
    known ??= finishedFacts(folder);
    const facts = await (await known).get(shard)?.();
    return facts === undefined ? null : ofShard(facts.sha256);
  };
}
