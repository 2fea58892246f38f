import { isTrouble, type Pair, type Shard } from "../../../datasets/index.ts";
import { oneLine } from "../../process/errors.ts";
import type { Batch, RawPair } from "./batch.ts";

/** A batch ends at this many pairs … */
const PAIRS = 16;
/** … or at this many bytes of encoded images, whichever comes first. */
const BYTES = 32 * 2 ** 20;

/** Which rows of a shard to take: all, the first few, or a drawn sample. */
export interface Selection {
  /** Rows in the sample; absent means all. */
  readonly rows?: ReadonlySet<number>;
  /** At most this many pairs. */
  readonly limit?: number;
}

/**
 * Reads a shard into batches. Their borders depend on the data alone, so that a resumed run gives the
 * same bytes. Trouble that belongs to no pair goes to `onTrouble`.
 */
export async function* feed(
  shard: Shard,
  selection: Selection,
  signal: AbortSignal,
  onTrouble: (trouble: string) => void,
): AsyncGenerator<Batch> {
  const limit = selection.limit ?? Number.POSITIVE_INFINITY;
  let pairs: RawPair[] = [];
  let bytes = 0;
  let taken = 0;
  for await (const item of shard.read(signal)) {
    if (isTrouble(item)) {
      onTrouble(item.trouble);
      continue;
    }
    if (selection.rows && !selection.rows.has(item.row)) continue;
    if (taken++ >= limit) break;
    const pair = await load(item);
    pairs.push(pair);
    bytes += pair.bytes?.byteLength ?? 0;
    if (pairs.length >= PAIRS || bytes >= BYTES) {
      yield { shard: shard.name, pairs };
      pairs = [];
      bytes = 0;
    }
  }
  if (pairs.length > 0) yield { shard: shard.name, pairs };
}

async function load({ key, row, caption, url, license, error, image }: Pair): Promise<RawPair> {
  const known = {
    key,
    row,
    ...(caption === undefined ? {} : { caption }),
    ...(url === undefined ? {} : { url }),
    ...(license === undefined ? {} : { license }),
  };
  if (error !== undefined && image === undefined) return { ...known, error };
  if (image === undefined) return known;
  try {
    return { ...known, bytes: owned(await image()), ...(error === undefined ? {} : { error }) };
  } catch (cause) {
    return { ...known, error: error ?? oneLine(cause) };
  }
}

/** Bytes with a buffer of their own, which can be handed to another thread. */
function owned(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const whole = bytes.byteOffset === 0 && bytes.byteLength === bytes.buffer.byteLength;
  return whole && bytes.buffer instanceof ArrayBuffer
    ? (bytes as Uint8Array<ArrayBuffer>)
    : new Uint8Array(bytes);
}
