import type { Dataset } from "./format.ts";
import { isTrouble, type Pair } from "./pair.ts";

const SHOWN = 5;

/** What a look at a dataset found: plain data. */
export interface Inspection {
  readonly uri: string;
  readonly format: string;
  readonly shards: { readonly count: number; readonly bytes: number; readonly first: readonly string[] };
  readonly pairs: number;
  /** Whether that is all, or only as far as the limit. */
  readonly complete: boolean;
  readonly firstKeys: readonly string[];
  readonly columns: readonly string[];
  readonly captions: { readonly present: number; readonly empty: number; readonly missing: number };
  readonly images: { readonly present: number; readonly missing: number };
  readonly urls: number;
  readonly licenses: Readonly<Record<string, number>>;
  readonly errors: {
    readonly count: number;
    readonly first: readonly { readonly key: string; readonly error: string }[];
  };
  readonly troubles: readonly string[];
}

/** Reads up to `limit` pairs, without decoding images, and says what the dataset is and what is missing. */
export async function inspectDataset(
  dataset: Dataset,
  { limit, signal }: { readonly limit: number; readonly signal: AbortSignal },
): Promise<Inspection> {
  const tally = new Tally(dataset.columns);
  const troubles = [...dataset.troubles];
  let complete = true;
  for (const shard of dataset.shards) {
    if (tally.pairs >= limit) complete = false;
    if (!complete) break;
    for await (const item of shard.read(signal)) {
      if (isTrouble(item)) troubles.push(item.trouble);
      else if (tally.pairs < limit) tally.add(item);
      else {
        complete = false;
        break;
      }
    }
  }
  const { uri, format, shards } = dataset;
  const bytes = shards.reduce((sum, shard) => sum + shard.bytes, 0);
  const first = shards.slice(0, SHOWN).map(({ name }) => name);
  return {
    uri,
    format,
    shards: { count: shards.length, bytes, first },
    complete,
    ...tally.result(),
    troubles,
  };
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
  #errorCount = 0;
  #urls = 0;

  constructor(columns: readonly string[]) {
    this.#columns = new Set(columns);
  }

  add({ key, caption, image, url, license = "not stated", error, meta }: Pair): void {
    this.pairs++;
    if (this.#keys.length < SHOWN) this.#keys.push(key);
    for (const name of Object.keys(meta)) this.#columns.add(name);
    this.#captions[caption === undefined ? "missing" : caption.trim() === "" ? "empty" : "present"]++;
    this.#images[image === undefined ? "missing" : "present"]++;
    if (url !== undefined) this.#urls++;
    this.#licenses.set(license, (this.#licenses.get(license) ?? 0) + 1);
    if (error === undefined) return;
    this.#errorCount++;
    if (this.#errors.length < SHOWN) this.#errors.push({ key, error });
  }

  result() {
    return {
      pairs: this.pairs,
      firstKeys: this.#keys,
      columns: [...this.#columns],
      captions: this.#captions,
      images: this.#images,
      urls: this.#urls,
      licenses: Object.fromEntries([...this.#licenses].sort(([, a], [, b]) => b - a)),
      errors: { count: this.#errorCount, first: this.#errors },
    };
  }
}
