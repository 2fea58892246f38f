import {
  type Dataset,
  isTrouble,
  type NamedText,
  type Pair,
  readContent,
  type Shard,
} from "../../datasets/index.ts";
import { oneLine } from "../process/errors.ts";

/** An image's bytes, or why there are none. */
export type FoundImage = { readonly bytes: Uint8Array } | { readonly reason: string };

/** Images of a dataset, by place. Shards are streams: asking in stored order reads each only once. */
export interface PairImages {
  image(shard: string, row: number): Promise<FoundImage>;
  /** What a pair says beside its captions, and where each text stands; or why that cannot be read. */
  texts(shard: string, row: number): Promise<readonly NamedText[] | { readonly reason: string }>;
  close(): void;
}

interface Stream {
  readonly items: ReturnType<Shard["read"]>;
  /** Row of the last pair that came, or −1. */
  at: number;
}

/** Images kept for going back: a few, since some of them harm. */
const KEPT = 8;

/**
 * Opens a dataset's images for a reviewer's random access.
 * @param most images that are kept for going back
 * @param refused why nobody sees a pair's image, where nobody does: it is not even read
 */
export function openPairImages(
  dataset: Dataset,
  most = KEPT,
  refused: (shard: string, row: number) => string | null = () => null,
): PairImages {
  const abort = new AbortController();
  const streams = new Map<string, Stream>();
  const kept = new Map<string, FoundImage>();
  let last: Promise<unknown> = Promise.resolve();

  const stream = (shard: Shard, row: number): Stream => {
    const open = streams.get(shard.name);
    if (open !== undefined && open.at < row) return open;
    void open?.items.return(undefined);
    const fresh = { items: shard.read(abort.signal), at: -1 };
    streams.set(shard.name, fresh);
    return fresh;
  };
  const pairAt = async (
    name: string,
    row: number,
  ): Promise<{ readonly pair: Pair } | { readonly reason: string }> => {
    const reason = refused(name, row);
    if (reason !== null) return { reason };
    const shard = dataset.shards.find((one) => one.name === name);
    if (shard === undefined) return { reason: `the dataset has no shard "${name}" any more` };
    const reading = stream(shard, row);
    for (;;) {
      const { value, done } = await reading.items.next();
      if (done) return { reason: `shard "${name}" has no row ${row} any more` };
      if (isTrouble(value)) continue;
      reading.at = value.row;
      if (value.row < row) continue;
      if (value.row > row) return { reason: `shard "${name}" has no row ${row} any more` };
      return { pair: value };
    }
  };
  const find = async (name: string, row: number): Promise<FoundImage> => {
    const found = await pairAt(name, row);
    if ("reason" in found) return found;
    const { image, error } = found.pair;
    if (image === undefined) return { reason: error ?? "the dataset holds no image for it" };
    return { bytes: await image() };
  };
  const read = async (name: string, row: number) => {
    const found = await pairAt(name, row);
    return "reason" in found ? found : (await readContent(found.pair)).texts;
  };
  return {
    image(shard, row) {
      const place = `${row}\n${shard}`;
      const found = last.then(async () => {
        const known = kept.get(place);
        if (known) return known;
        const image = await find(shard, row).catch((error: unknown) => ({ reason: oneLine(error) }));
        kept.set(place, image);
        for (const old of [...kept.keys()].slice(0, -most)) kept.delete(old);
        return image;
      });
      last = found;
      return found;
    },
    texts(shard, row) {
      const found = last.then(() => read(shard, row).catch((error: unknown) => ({ reason: oneLine(error) })));
      last = found;
      return found;
    },
    close() {
      abort.abort();
      kept.clear();
    },
  };
}
