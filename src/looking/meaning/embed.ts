import { loadSentenceEncoder, sentenceModel } from "../../../models/index.ts";
import { CliError, oneLine } from "../../process/errors.ts";
import type { DecidedRun } from "../../run/decided-run.ts";
import { literal } from "../../run/query.ts";
import { finishedFacts } from "../../run/shards.ts";
import { type Embedded, embedded, ofShard, PIECE } from "./embedded.ts";
import {
  readHeader,
  readVectors,
  sealVectors,
  type VectorModel,
  type Vectors,
  writeVectors,
} from "./vectors.ts";

/** How far the embedding is: captions of all. */
export type Embedding = (done: number, total: number) => void;

export interface EmbedWish {
  /** Vectors of another model, or that are damaged, are made anew. */
  readonly again?: boolean;
  readonly signal?: AbortSignal;
  readonly onProgress?: Embedding;
}

/**
 * The vectors of a run's captions, made once per shard and kept in `RUN/embeddings`.
 * @throws CliError (exit code 2) where those that lie there are of another model, or no caption is there
 */
export async function captionVectors(run: DecidedRun, wish: EmbedWish = {}): Promise<Vectors> {
  const model = await sentenceModel().catch((cause: unknown) => {
    throw new CliError(oneLine(cause), { exitCode: 2, cause });
  });
  const names = run.run.inputs.shards.map(({ name }) => name).filter((name) => !run.missing.includes(name));
  const lacking = await without(run, names, model, wish.again ?? false);
  if (lacking.length > 0) await embed(run, model, lacking, wish);
  const vectors = await readVectors(run.folder, names, model.width);
  if (vectors.count > 0) return vectors;
  throw new CliError(`Cannot look by meaning: wanted captions in ${run.folder}, got none`, { exitCode: 2 });
}

/** Shards whose vectors are still to be made; those that were made before the run was sealed say from now on that they are its. */
async function without(
  { folder, run }: DecidedRun,
  names: readonly string[],
  model: VectorModel,
  again: boolean,
): Promise<readonly string[]> {
  const lacking: string[] = [];
  const identityOf = await identities(folder);
  for (const name of names) {
    const header = again ? await readHeader(folder, name).catch(() => null) : await readHeader(folder, name);
    const made = header?.fingerprint?.startsWith("shard ") ? await identityOf(name) : run.fingerprint;
    if (header === null || header.fingerprint === null || header.fingerprint !== made) lacking.push(name);
    else if (header.model.sha256 !== model.sha256) {
      if (!again)
        throw new CliError(
          `Cannot look by meaning: ${folder}/embeddings are of ${header.model.id} ${header.model.sha256.slice(0, 12)}, wanted ${model.id} ${model.sha256.slice(0, 12)}; sluice topics ${folder} --again makes them anew`,
          { exitCode: 2 },
        );
      lacking.push(name);
    } else if (run.fingerprint !== null && header.fingerprint !== run.fingerprint)
      await sealVectors(folder, name, header, run.fingerprint);
  }
  return lacking;
}

/** What a shard's vectors say whose they are before its run is sealed; null where its scores are gone. */
async function identities(folder: string): Promise<(shard: string) => Promise<string | null>> {
  let known: ReturnType<typeof finishedFacts> | undefined;
  return async (shard) => {
    known ??= finishedFacts(folder);
    const facts = await (await known).get(shard)?.();
    return facts === undefined ? null : ofShard(facts.sha256);
  };
}

async function embed(
  { folder, run, query }: DecidedRun,
  model: VectorModel,
  shards: readonly string[],
  { signal, onProgress }: EmbedWish,
): Promise<void> {
  const of = shards.map((name) => `'${literal(name)}'`).join(", ");
  const [counted] = await query.rows<{ n: number }>(
    `SELECT count(*) AS n FROM scores WHERE caption IS NOT NULL AND shard IN (${of})`,
  );
  const total = counted?.n ?? 0;
  let done = 0;
  const encoder = await loadSentenceEncoder({ device: "cpu" });
  const identityOf = await identities(folder);
  try {
    for (const shard of shards) {
      const found: Embedded[] = [];
      for (let last = -1; ; ) {
        signal?.throwIfAborted();
        const captions = await query.rows<{ row: number; caption: string }>(
          `SELECT row, caption FROM scores WHERE shard = '${literal(shard)}' AND row > ${last} AND caption IS NOT NULL
           ORDER BY row LIMIT ${PIECE}`,
        );
        if (captions.length === 0) break;
        found.push(...(await embedded(encoder, captions, signal)));
        last = captions.at(-1)?.row ?? last;
        done += captions.length;
        onProgress?.(done, total);
      }
      const fingerprint = run.fingerprint ?? (await identityOf(shard));
      await writeVectors(folder, shard, { model, fingerprint }, found);
    }
  } finally {
    await encoder.close();
  }
}
