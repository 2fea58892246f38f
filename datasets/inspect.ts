import type { Copied, Dataset, Shard } from "./format.ts";
import { type FieldSeen, FieldTally } from "./inspect-fields.ts";
import { type PlaceWish, placeMap } from "./map-wish.ts";
import { isTrouble, type Pair } from "./pair.ts";
import { StoreError } from "./store/store.ts";

const SHOWN = 5;
const MAX_TROUBLES = 20;

/** What a look at a dataset found: plain data. */
export interface Inspection {
  readonly uri: string;
  readonly format: string;
  readonly shards: {
    readonly count: number;
    readonly bytes: number;
    readonly first: readonly { readonly name: string; readonly source: string; readonly bytes: number }[];
  };
  /** What of another machine was copied to this one before it is read. */
  readonly copied?: Copied;
  /** Pairs that were read. */
  readonly pairs: number;
  /** Whether those are all, or only as many as the limit. */
  readonly complete: boolean;
  /** Pairs in all shards, where the format says so. */
  readonly declaredPairs?: number;
  readonly firstKeys: readonly string[];
  readonly columns: readonly string[];
  /** What the fields are taken for, as it may be wished otherwise. */
  readonly map: PlaceWish;
  /** What each field and member of the pairs that were read is taken for. */
  readonly fields: readonly FieldSeen[];
  readonly captions: { readonly present: number; readonly empty: number; readonly missing: number };
  readonly images: { readonly present: number; readonly missing: number };
  readonly urls: number;
  readonly licenses: Readonly<Record<string, number>>;
  readonly errors: {
    readonly count: number;
    /** How many of each kind: the message without what it quotes. */
    readonly kinds: Readonly<Record<string, number>>;
    readonly first: readonly { readonly key: string; readonly error: string }[];
  };
  /** The first of what belongs to no pair. */
  readonly troubles: readonly string[];
  readonly troubleCount: number;
  /** How many of them came up in reading: a shard, or the rest of one, that is no pairs. */
  readonly unread: number;
}

/**
 * Reads up to `limit` pairs, without decoding images, and says what the dataset is and what is missing.
 * @param wish.perShard pairs of each shard that are read, so that more of them are looked at
 */
export async function inspectDataset(
  dataset: Dataset,
  {
    limit,
    perShard = Number.POSITIVE_INFINITY,
    signal,
  }: { readonly limit: number; readonly perShard?: number; readonly signal: AbortSignal },
): Promise<Inspection> {
  const tally = new Tally(dataset);
  const troubles = [...dataset.troubles];
  let troubleCount = troubles.length;
  let complete = true;
  for (const shard of dataset.shards) {
    if (tally.pairs >= limit) {
      complete = false;
      break;
    }
    const most = Math.min(limit, tally.pairs + perShard);
    for await (const item of orTrouble(shard, signal)) {
      if (isTrouble(item)) {
        if (troubleCount++ < MAX_TROUBLES) troubles.push(item.trouble);
      } else if (tally.pairs < most) tally.add(item, shard);
      else {
        complete = false;
        break;
      }
    }
  }
  const { uri, format, shards } = dataset;
  const declared = shards.map(({ pairs }) => pairs);
  return {
    uri,
    format,
    shards: {
      count: shards.length,
      bytes: shards.reduce((sum, shard) => sum + shard.bytes, 0),
      first: shards.slice(0, SHOWN).map(({ name, source, bytes }) => ({ name, source, bytes })),
    },
    ...(dataset.copied && { copied: dataset.copied }),
    map: placeMap(dataset),
    ...tally.result(),
    complete,
    ...(declared.includes(undefined)
      ? {}
      : { declaredPairs: declared.reduce<number>((a, b = 0) => a + b, 0) }),
    troubles,
    troubleCount,
    unread: troubleCount - dataset.troubles.length,
  };
}

/** What could not be had of another machine is said, and the next shard is looked at. */
async function* orTrouble(shard: Shard, signal: AbortSignal): ReturnType<Shard["read"]> {
  try {
    yield* shard.read(signal);
  } catch (cause) {
    if (!(cause instanceof StoreError)) throw cause;
    yield { trouble: cause.message };
  }
}

/** Counts pairs as they come. */
class Tally {
  pairs = 0;
  readonly #columns: Set<string>;
  readonly #keys: string[] = [];
  readonly #captions = { present: 0, empty: 0, missing: 0 };
  readonly #images = { present: 0, missing: 0 };
  readonly #licenses = new Map<string, number>();
  readonly #errors: { key: string; error: string }[] = [];
  readonly #kinds = new Map<string, number>();
  #errorCount = 0;
  #urls = 0;

  readonly #fields: FieldTally;

  constructor(dataset: Dataset) {
    this.#columns = new Set(dataset.columns);
    this.#fields = new FieldTally(dataset);
  }

  add(pair: Pair, shard: Shard): void {
    const { key, caption, image, url, license = "not stated", error, meta } = pair;
    this.#fields.add(pair, shard);
    this.pairs++;
    if (this.#keys.length < SHOWN) this.#keys.push(key);
    for (const name of Object.keys(meta)) this.#columns.add(name);
    this.#captions[caption === undefined ? "missing" : caption.trim() === "" ? "empty" : "present"]++;
    this.#images[image === undefined ? "missing" : "present"]++;
    if (url !== undefined) this.#urls++;
    increment(this.#licenses, license);
    if (error === undefined) return;
    this.#errorCount++;
    increment(this.#kinds, kindOfError(error));
    if (this.#errors.length < SHOWN) this.#errors.push({ key, error });
  }

  result() {
    return {
      pairs: this.pairs,
      firstKeys: this.#keys,
      columns: [...this.#columns],
      fields: this.#fields.result(),
      captions: this.#captions,
      images: this.#images,
      urls: this.#urls,
      licenses: mostFirst(this.#licenses),
      errors: { count: this.#errorCount, kinds: mostFirst(this.#kinds), first: this.#errors },
    };
  }
}

function increment(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

function mostFirst(counts: ReadonlyMap<string, number>): Readonly<Record<string, number>> {
  return Object.fromEntries([...counts].sort(([, a], [, b]) => b - a));
}

/** Messages of one kind differ in what they quote and in their numbers. */
function kindOfError(error: string): string {
  return error.replaceAll(/"(\\.|[^"\\])*"/g, "…").replaceAll(/\d+/g, "#");
}
