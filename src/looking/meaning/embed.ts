import { loadSentenceEncoder, sentenceModel } from "../../../models/index.ts";
import { CliError, oneLine } from "../../process/errors.ts";
import type { DecidedRun } from "../../run/decided-run.ts";
import { literal } from "../../run/literal.ts";
import { type Embedded, embedded, PIECE } from "./embedded.ts";
import { identities, lackingVectors } from "./lacking.ts";
import { readVectors, type VectorModel, type Vectors, writeVectors } from "./vectors.ts";

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
  const lacking = await lackingVectors(run, names, { model, of: "captions", again: wish.again ?? false });
  if (lacking.length > 0) await embed(run, model, lacking, wish);
  const vectors = await readVectors(run.folder, names, model.width);
  if (vectors.count > 0) return vectors;
  throw new CliError(`Cannot look by meaning: wanted captions in ${run.folder}, got none`, { exitCode: 2 });
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
