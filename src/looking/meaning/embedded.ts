import type { SentenceEncoder } from "../../../models/index.ts";

/** Captions that are embedded at a time, of one shard, in its order: whoever makes its vectors makes the same bytes. */
export const PIECE = 512;

/** A caption's row and its vector. */
export interface Embedded {
  readonly row: number;
  readonly vector: Float32Array;
}

/** A caption that says nothing, as the policies' rule has it: it is near to no meaning, and of no topic. */
const SAYS = /[^\s\p{Z}\p{C}]/u;

/** The vectors of some captions of one shard. @param rows in the shard's order, `PIECE` at a time or all of them */
export async function embedded(
  encoder: Pick<SentenceEncoder, "encode">,
  rows: readonly { readonly row: number; readonly caption: string }[],
  signal?: AbortSignal,
): Promise<readonly Embedded[]> {
  const found: Embedded[] = [];
  for (let from = 0; from < rows.length; from += PIECE) {
    signal?.throwIfAborted();
    const piece = rows.slice(from, from + PIECE).filter(({ caption }) => SAYS.test(caption));
    if (piece.length === 0) continue;
    const vectors = await encoder.encode(piece.map(({ caption }) => caption));
    for (const [i, { row }] of piece.entries()) found.push({ row, vector: vectors[i] as Float32Array });
  }
  return found;
}

/** What vectors of a shard say whose they are while its run is not sealed. @param sha256 of its source */
export function ofShard(sha256: string): string {
  return `shard ${sha256}`;
}
