import { loadSentenceEncoder } from "../../../models/index.ts";
import { CliError } from "../../process/errors.ts";
import type { DecidedRun } from "../../run/decided-run.ts";
import { everything, type Lens } from "../../run/questions/lens.ts";
import { captionVectors, type EmbedWish } from "./embed.ts";
import { imageVectors, type PicturesWish } from "./image-vectors.ts";
import { type Near, nearest, vectorAt } from "./nearest.ts";
import type { Vectors } from "./vectors.ts";

/** Pairs that a search shows: nobody looks at more in their order. */
export const MOST_FOUND = 500;

/** Pairs by how near their captions are in meaning, the nearest first. */
export interface Found {
  readonly lens: Lens;
  /** Cosine of the nearest and of the last; null where nothing was found. */
  readonly from: number | null;
  readonly to: number | null;
}

/** A run's captions, or its pictures, in memory, to be asked again and again. */
export interface Finder {
  /** Pairs whose captions, or pictures, are near in meaning to these words. */
  byWords(words: string): Promise<Found>;
  /** Pairs whose captions, or pictures, are near to a pair's. @throws CliError (exit code 2) where it has none */
  like(shard: string, row: number): Promise<Found>;
  close(): Promise<void>;
}

/** What searches go over, and what makes vectors of words in the same space. */
interface Space {
  readonly vectors: Vectors;
  readonly encode: (words: string) => Promise<Float32Array | undefined>;
  readonly close: () => Promise<void>;
  /** What a pair without a vector lacks. */
  readonly lacks: string;
}

/** Opens a run for searches by meaning; its captions are embedded once. @throws CliError as {@link captionVectors} */
export async function openFinder(run: DecidedRun, wish: EmbedWish = {}): Promise<Finder> {
  const vectors = await captionVectors(run, wish);
  const encoder = await loadSentenceEncoder({ device: "cpu" });
  return finderIn(run, {
    vectors,
    encode: async (words) => (await encoder.encode([words]))[0],
    close: () => encoder.close(),
    lacks: "no caption",
  });
}

/** Opens a run for searches by what its pictures show; they are looked at once. @throws CliError as {@link imageVectors} */
export async function openPictureFinder(run: DecidedRun, wish: PicturesWish): Promise<Finder> {
  const { vectors, clip } = await imageVectors(run, wish);
  return finderIn(run, {
    vectors,
    encode: async (words) => (await clip.embedTexts([words]))[0],
    close: () => clip.close(),
    lacks: "no picture that can be looked at",
  });
}

function finderIn(run: DecidedRun, { vectors, encode, close, lacks }: Space): Finder {
  const found = async (near: readonly Near[]): Promise<Found> => {
    const rows = await keysAt(run, vectors, near);
    const keys = rows.map(({ key }) => key);
    return {
      lens: { ...everything, keys, ranked: true, near: rows.map(({ at }) => near[at]?.similarity ?? 0) },
      from: near[0]?.similarity ?? null,
      to: near.at(-1)?.similarity ?? null,
    };
  };
  return {
    async byWords(words) {
      const vector = await encode(words);
      return found(nearest(vectors, vector ?? new Float32Array(vectors.width), MOST_FOUND));
    },
    async like(shard, row) {
      const index = placeIn(vectors, shard, row);
      if (index < 0) throw new CliError(`Cannot look for more like it: it has ${lacks}`, { exitCode: 2 });
      return found(nearest(vectors, vectorAt(vectors, index), MOST_FOUND, index));
    },
    close,
  };
}

function placeIn({ shards, rows }: Vectors, shard: string, row: number): number {
  const part = shards.find(({ name }) => name === shard);
  if (part === undefined) return -1;
  const at = rows.subarray(part.from, part.to).indexOf(row);
  return at < 0 ? -1 : part.from + at;
}

/** The shard and the row of a vector. */
export function placeOf(
  { shards, rows }: Vectors,
  index: number,
): { readonly shard: string; readonly row: number } {
  const part = shards.find(({ from, to }) => index >= from && index < to);
  return { shard: part?.name ?? "", row: rows[index] ?? 0 };
}

async function keysAt(
  { query }: DecidedRun,
  vectors: Vectors,
  near: readonly Near[],
): Promise<readonly { readonly key: string; readonly at: number }[]> {
  const places = near.map(({ index }, at) => ({ ...placeOf(vectors, index), at }));
  return query.rows<{ key: string; at: number }>(
    `SELECT key, place.at::INTEGER AS at FROM scores JOIN (
       SELECT unnest(from_json($1::VARCHAR, '[{"shard": "VARCHAR", "row": "BIGINT", "at": "BIGINT"}]')) AS place
     ) ON scores.shard = place.shard AND scores.row = place.row ORDER BY place.at`,
    [JSON.stringify(places)],
  );
}
