import { type Dataset, isTrouble, type Pair, type Shard } from "../../datasets/index.ts";
import { sha256Of } from "../digest/sha256.ts";
import type { AddressList } from "../fetch/lists.ts";
import { saidInFields } from "./fields.ts";
import type { HostFiles } from "./hosts.ts";
import { saidInImage } from "./image.ts";
import { type Condition, conflicts, type Licence, licenceOf, saidByLicence } from "./licence.ts";
import { type Consent, consentOf, type Said } from "./said.ts";

/** What pairs are held against, beside what they say themselves. */
export interface ConsentSources {
  readonly hosts: HostFiles | null;
  readonly optOuts: AddressList | null;
  /** The licence of the whole; null where it states none. */
  readonly licence: Licence | null;
}

/** What was said of one pair. */
export interface PairConsent {
  readonly row: number;
  readonly consent: Consent;
  /** Sorted, each once. */
  readonly by: readonly string[];
  /** In the dataset's words and in SPDX's; null where the pair has none of its own. */
  readonly licence: { readonly words: string; readonly spdx: string | null } | null;
  readonly conflicts: readonly Condition[];
  /** Images that could not be read, and so could not speak. */
  readonly unread: number;
}

/** What is said of each pair of a shard that is not passed over. @param skip rows that nobody may read */
export async function* consentOfShard(
  shard: Shard,
  sources: ConsentSources,
  skip: ReadonlySet<number>,
  signal: AbortSignal,
): AsyncGenerator<PairConsent> {
  for await (const item of shard.read(signal)) {
    if (isTrouble(item) || skip.has(item.row)) continue;
    yield await consentOfPair(item, sources);
  }
}

async function consentOfPair(pair: Pair, { hosts, optOuts, licence }: ConsentSources): Promise<PairConsent> {
  const said: Said[] = [...saidInFields(pair.meta)];
  if (pair.error !== undefined) said.push(...saidInFields({ error_message: pair.error }));
  const url = pair.url !== undefined && URL.canParse(pair.url) ? new URL(pair.url) : null;
  if (url !== null && hosts !== null) said.push(...(await hosts.said(url)));
  if (url !== null && optOuts?.hasUrl(url, pair.url) === true) said.push(onList);
  const own = wordsOf(pair);
  const mapped = own === null ? null : licenceOf(own);
  if (mapped !== null) said.push(...saidByLicence(mapped));
  let unread = 0;
  for (const read of imagesOf(pair)) {
    const bytes = await read().catch(() => null);
    if (bytes === null) {
      unread++;
      continue;
    }
    said.push(...saidInImage(bytes));
    if (optOuts?.hasHash(sha256Of(bytes)) === true) said.push(onList);
  }
  return {
    row: pair.row,
    consent: consentOf(said),
    by: [...new Set(said.map(({ by }) => by))].sort(),
    licence: own === null || mapped === null ? null : { words: own, spdx: mapped.spdx },
    conflicts: mapped === null || licence === null ? [] : conflicts(mapped, licence),
    unread,
  };
}

const onList: Said = { level: "denied", by: "opt-out list" };

function wordsOf({ license, meta }: Pair): string | null {
  const words = license ?? meta["license"] ?? meta["licence"];
  return typeof words === "string" && words.trim() !== "" ? words : null;
}

function imagesOf({ image, images }: Pair): readonly (() => Promise<Uint8Array>)[] {
  if (images !== undefined) return images.map((one) => () => one.bytes());
  return image === undefined ? [] : [image];
}

/** Shards of a dataset that a run has. */
export function shardsOf({ shards }: Dataset, names: readonly string[]): readonly Shard[] {
  const wanted = new Set(names);
  return shards.filter(({ name }) => wanted.has(name));
}
