import { convertedFields, type Dataset, fetchedName, isTrouble, type Pair } from "../../datasets/index.ts";
import type { HarmIndex } from "../harm/harm-index.ts";
import type { Drawn } from "../pipelines/audit/drawn.ts";

/** A row of a list of addresses, less what nobody writes. */
export interface ListedRow {
  readonly url?: string;
  readonly caption?: string;
  readonly license?: string;
  /** By the names under which they are written. */
  readonly fields: ReadonlyMap<string, unknown>;
  /** Hashes that the list states of the picture, in hexadecimal digits. */
  readonly hashes: readonly string[];
  /** Whether anything that the list says of it is on a list of known harm: nothing else of it is here. */
  readonly denied: boolean;
}

/** Fields in which LAION, DataComp and others state the hash of a picture, and its digits. */
const STATED: Readonly<Record<string, number>> = { sha256: 64, sha1: 40, md5: 32 };

/** The rows of a dataset that are wanted, in stored order, as many at a time as a shard has. */
export async function* listedRows(
  dataset: Dataset,
  drawn: Drawn | null,
  size: number,
  signal: AbortSignal,
  onTrouble: (shard: string, trouble: string) => void,
  harm?: HarmIndex,
): AsyncGenerator<readonly ListedRow[]> {
  let rows: ListedRow[] = [];
  for (const shard of dataset.shards) {
    const own = drawn?.rows === undefined ? undefined : new Set(drawn.rows[shard.name]);
    const first = drawn?.first === undefined ? Number.POSITIVE_INFINITY : (drawn.first[shard.name] ?? 0);
    if (own?.size === 0 || first === 0) continue;
    let taken = 0;
    for await (const item of shard.read(signal, own)) {
      if (isTrouble(item)) {
        onTrouble(shard.name, item.trouble);
        continue;
      }
      if (own && !own.has(item.row)) continue;
      if (taken++ >= first) break;
      rows.push(harm?.exact(item, { images: [] }) ? KNOWN_HARM : rowOf(item));
      if (rows.length < size) continue;
      yield rows;
      rows = [];
    }
  }
  if (rows.length > 0) yield rows;
}

const KNOWN_HARM: ListedRow = { fields: new Map(), hashes: [], denied: true };

function rowOf(pair: Pair): ListedRow {
  const { url, caption, license, meta } = pair;
  const hashes = Object.entries(STATED).flatMap(([name, digits]) => {
    const value = meta[name];
    return typeof value === "string" && value.length === digits && /^[0-9a-f]+$/iu.test(value)
      ? [value.toLowerCase()]
      : [];
  });
  return {
    ...(url === undefined ? {} : { url }),
    ...(caption === undefined ? {} : { caption }),
    ...(license === undefined ? {} : { license }),
    fields: new Map(convertedFields(pair).map(([name, value]) => [fetchedName(name), value])),
    hashes,
    denied: false,
  };
}
