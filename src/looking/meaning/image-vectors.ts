import { decodeImage, isTrouble, type Pair, type Shard } from "../../../datasets/index.ts";
import { type Clip, loadClip } from "../../../models/index.ts";
import { reopenRunDataset } from "../../extensions/reopen.ts";
import { CliError, oneLine } from "../../process/errors.ts";
import { shellWord } from "../../process/shell-word.ts";
import type { DecidedRun } from "../../run/decided-run.ts";
import { deniedColumn } from "../../run/denied.ts";
import { literal } from "../../run/literal.ts";
import type { EmbedWish } from "./embed.ts";
import type { Embedded } from "./embedded.ts";
import { identities, lackingVectors } from "./lacking.ts";
import { readVectors, type Vectors, writeVectors } from "./vectors.ts";

/** By which model pictures are looked at, and where they lie. */
export interface PicturesWish extends EmbedWish {
  /** Id of a CLIP model that is here: pulled, pinned from a folder, or one that ships. */
  readonly clip: string;
  /** Where the dataset lies now, when it moved. */
  readonly data?: string | null;
}

/** The vectors of a run's pictures, and the model that makes others of the same space; whoever has it closes it. */
export interface Pictures {
  readonly vectors: Vectors;
  readonly clip: Clip;
}

/**
 * The vectors of a run's pictures by a CLIP model, made once per shard and kept in `RUN/image-embeddings`. A picture
 * that cannot be read, or that nobody may see, has none.
 * @throws CliError (exit code 2) where the model or the dataset is not here, or holds no picture
 */
export async function imageVectors(run: DecidedRun, wish: PicturesWish): Promise<Pictures> {
  const clip = await loadClip(wish.clip, { device: "cpu" }).catch((cause: unknown) => {
    throw new CliError(
      `Cannot look for pictures: ${oneLine(cause)}; a CLIP model of yours: sluice models pin ${shellWord(wish.clip)} --from FOLDER`,
      { exitCode: 2, cause },
    );
  });
  try {
    const model = { id: clip.id, sha256: clip.sha256, width: await widthOf(clip) };
    const names = run.run.inputs.shards.map(({ name }) => name).filter((name) => !run.missing.includes(name));
    const lacking = await lackingVectors(run, names, { model, of: "images", again: wish.again ?? false });
    if (lacking.length > 0) await embed(run, clip, model, lacking, wish);
    const vectors = await readVectors(run.folder, names, model.width, "images");
    if (vectors.count === 0)
      throw new CliError(`Cannot look for pictures: wanted pictures in ${run.folder}, got none`, {
        exitCode: 2,
      });
    return { vectors, clip };
  } catch (error) {
    await clip.close();
    throw error;
  }
}

async function widthOf(clip: Clip): Promise<number> {
  const [vector] = await clip.embedTexts(["a"]);
  return vector?.length ?? 0;
}

async function embed(
  run: DecidedRun,
  clip: Clip,
  model: { readonly id: string; readonly sha256: string; readonly width: number },
  lacking: readonly string[],
  { data = null, signal = new AbortController().signal, onProgress }: PicturesWish,
): Promise<void> {
  const dataset = await reopenRunDataset(run.run.inputs, run.folder, data);
  const identityOf = await identities(run.folder);
  const rows = new Map<string, ReadonlySet<number>>();
  for (const name of lacking) rows.set(name, await rowsIn(run, name));
  const total = [...rows.values()].reduce((sum, { size }) => sum + size, 0);
  let done = 0;
  for (const shard of dataset.shards) {
    const wanted = rows.get(shard.name);
    if (wanted === undefined) continue;
    const found: Embedded[] = [];
    for await (const pair of pairsOf(shard, wanted, signal)) {
      const vector = await vectorOf(clip, pair);
      if (vector !== null) found.push({ row: pair.row, vector });
      onProgress?.(++done, total);
    }
    const fingerprint = run.run.fingerprint ?? (await identityOf(shard.name));
    await writeVectors(run.folder, shard.name, { model, fingerprint }, found, "images");
  }
}

async function* pairsOf(
  shard: Shard,
  wanted: ReadonlySet<number>,
  signal: AbortSignal,
): AsyncGenerator<Pair> {
  for await (const pair of shard.read(signal)) {
    signal.throwIfAborted();
    if (!isTrouble(pair) && wanted.has(pair.row)) yield pair;
  }
}

/** Rows of a shard that the run has, without what nobody may see. */
async function rowsIn({ query, columns }: DecidedRun, shard: string): Promise<ReadonlySet<number>> {
  const hidden = columns.some(({ name }) => name === deniedColumn.name)
    ? " AND NOT coalesce(denied, false)"
    : "";
  const rows = await query.rows<{ row: number }>(
    `SELECT row FROM scores WHERE shard = '${literal(shard)}'${hidden}`,
  );
  return new Set(rows.map(({ row }) => row));
}

/** A picture that cannot be read is an error of the run, and has no vector. */
async function vectorOf(clip: Clip, { image }: Pair): Promise<Float32Array | null> {
  try {
    if (image === undefined) return null;
    const { pixels } = await decodeImage(await image());
    if (pixels === undefined) return null;
    const [vector = null] = await clip.embedImages([pixels]);
    return vector;
  } catch {
    return null;
  }
}
