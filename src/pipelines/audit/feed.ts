import { isTrouble, type Pair, type ReadContent, readContent, type Shard } from "../../../datasets/index.ts";
import type { Column } from "../../../filters/index.ts";
import { deniedKey } from "../../harm/denied-key.ts";
import type { HarmIndex } from "../../harm/harm-index.ts";
import type { SealedHit } from "../../harm/hits.ts";
import { type SourceColumn, sourceValues } from "../../run/source-columns.ts";
import type { Batch, RawImage, RawPair } from "./batch.ts";

/** A batch ends at this many pairs … */
const PAIRS = 16;
/** … or at this many bytes of encoded images, whichever comes first. */
const BYTES = 32 * 2 ** 20;

/** Which rows of a shard to take: all, the first few, or a drawn sample. */
export interface Selection extends Pick<Batch, "hasImages" | "captionless"> {
  /** Fields of the dataset that become columns. */
  readonly source: readonly SourceColumn[];
  /** Lists of known harm, where the run is held against any. */
  readonly harm?: HarmIndex;
  /** Rows in the sample; absent means all. */
  readonly rows?: ReadonlySet<number>;
  /** At most this many pairs. */
  readonly limit?: number;
}

/**
 * Reads a shard into batches. Their borders depend on the data alone, so that a resumed run gives the
 * same bytes. Trouble that belongs to no pair goes to `onTrouble`; of a pair on a list of known
 * harm what it may be called goes on and nothing else, undecoded.
 */
export async function* feed(
  shard: Shard,
  selection: Selection,
  signal: AbortSignal,
  onTrouble: (trouble: string) => void,
  onContent: (pair: Pair, content: ReadContent) => void,
  onHit: (hit: SealedHit) => void = () => {},
): AsyncGenerator<Batch> {
  const limit = selection.limit ?? Number.POSITIVE_INFINITY;
  const { hasImages, captionless, source, harm } = selection;
  const of = { shard: shard.name, hasImages, ...(captionless && { captionless }) };
  let pairs: RawPair[] = [];
  let bytes = 0;
  let taken = 0;
  const unfit = new Map<string, { readonly what: string; readonly n: number }>();
  // What nobody wants of another machine is not asked for.
  const last = shard.keep && selection.rows ? Math.max(-1, ...selection.rows) : Number.POSITIVE_INFINITY;
  if (last < 0 || (shard.keep && limit === 0)) return;
  const note = ({ name, type }: Column) => {
    const what = `are no ${type}, as it is in the first and last shard, and left out of it`;
    unfit.set(name, { what, n: (unfit.get(name)?.n ?? 0) + 1 });
  };
  for await (const item of shard.read(signal, shard.keep && selection.rows)) {
    if (isTrouble(item)) {
      onTrouble(item.trouble);
      continue;
    }
    if (item.row > last) break;
    if (selection.rows && !selection.rows.has(item.row)) continue;
    if (taken++ >= limit) break;
    const content = await readContent(item);
    const hit = harm?.exact(item, content) ?? null;
    if (hit === null) onContent(item, content);
    else onHit({ key: item.key, row: item.row, ...(item.url && { url: item.url }), ...hit });
    const pair =
      hit === null
        ? { ...load(item, content), source: sourceValues(source, item, content, note) }
        : deniedPair({ key: deniedKey(shard.name, item), row: item.row });
    pairs.push(pair);
    bytes += pair.images.reduce((sum, image) => sum + image.bytes.byteLength, 0);
    if (pairs.length >= PAIRS || bytes >= BYTES) {
      yield { ...of, pairs };
      pairs = [];
      bytes = 0;
    }
  }
  for (const [name, { what, n }] of unfit) onTrouble(`column ${name}: ${n} values ${what}`);
  if (pairs.length > 0) yield { ...of, pairs };
}

/** A pair of which only its place is known. */
export function deniedPair({ key, row }: Pick<RawPair, "key" | "row">): RawPair {
  return {
    key,
    row,
    captions: [],
    images: [],
    texts: [],
    words: [],
    unmeasured: [],
    source: {},
    denied: true,
  };
}

function load(pair: Pair, content: ReadContent): Omit<RawPair, "source"> {
  const { key, row, url, license, sample } = pair;
  let { error } = pair;
  const images: RawImage[] = [];
  const unmeasured = content.unmeasured.filter(({ shown }) => shown).map(({ name }) => name);
  for (const { name, own, bytes, error: wrong } of content.images)
    if (bytes !== undefined) images.push({ name, bytes: apart(bytes), own });
    else if (own) error ??= wrong;
    else unmeasured.push(name);
  return {
    key,
    row,
    captions: content.captions,
    images,
    texts: content.texts,
    words: content.words,
    unmeasured,
    ...(sample === undefined ? {} : { sample }),
    ...(url === undefined ? {} : { url }),
    ...(license === undefined ? {} : { license }),
    ...(error === undefined ? {} : { error }),
  };
}

/** Bytes with a buffer of their own, which can be handed to another thread. */
function apart(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const whole = bytes.byteOffset === 0 && bytes.byteLength === bytes.buffer.byteLength;
  return whole && bytes.buffer instanceof ArrayBuffer
    ? (bytes as Uint8Array<ArrayBuffer>)
    : new Uint8Array(bytes);
}
