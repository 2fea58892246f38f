import { loadSentenceEncoder, sentenceModel } from "../../../models/index.ts";
import { CliError, oneLine } from "../../process/errors.ts";
import type { DecidedRun } from "../../run/decided-run.ts";
import { literal } from "../../run/query.ts";
import { readHeader, readVectors, type VectorModel, type Vectors, writeVectors } from "./vectors.ts";

/** Captions that are read and embedded at a time. */
const PIECE = 512;

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

/** Shards whose vectors are still to be made. */
async function without(
  { folder, run }: DecidedRun,
  names: readonly string[],
  model: VectorModel,
  again: boolean,
): Promise<readonly string[]> {
  const lacking: string[] = [];
  for (const name of names) {
    const header = again ? await readHeader(folder, name).catch(() => null) : await readHeader(folder, name);
    if (header === null || header.fingerprint !== run.fingerprint) lacking.push(name);
    else if (header.model.sha256 !== model.sha256) {
      if (!again)
        throw new CliError(
          `Cannot look by meaning: ${folder}/embeddings are of ${header.model.id} ${header.model.sha256.slice(0, 12)}, wanted ${model.id} ${model.sha256.slice(0, 12)}; sluice topics ${folder} --again makes them anew`,
          { exitCode: 2 },
        );
      lacking.push(name);
    }
  }
  return lacking;
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
  try {
    for (const shard of shards) {
      const found: { readonly row: number; readonly vector: Float32Array }[] = [];
      for (let last = -1; ; ) {
        signal?.throwIfAborted();
        const captions = await query.rows<{ row: number; caption: string }>(
          `SELECT row, caption FROM scores WHERE shard = '${literal(shard)}' AND row > ${last} AND caption IS NOT NULL
           ORDER BY row LIMIT ${PIECE}`,
        );
        if (captions.length === 0) break;
        const vectors = await encoder.encode(captions.map(({ caption }) => caption));
        for (const [i, { row }] of captions.entries())
          found.push({ row, vector: vectors[i] as Float32Array });
        last = captions.at(-1)?.row ?? last;
        done += captions.length;
        onProgress?.(done, total);
      }
      await writeVectors(folder, shard, { model, fingerprint: run.fingerprint }, found);
    }
  } finally {
    await encoder.close();
  }
}
