import { configuredFormats, readConfig } from "../extensions/config.ts";
import { type Fetched, fetchPictures } from "../fetch/fetch.ts";
import { readLists, unusableText } from "../fetch/lists.ts";
import { readHarmList } from "../harm/list.ts";
import { CliError } from "../process/errors.ts";
import type { Context } from "../process/events.ts";
import { openOrRefuse } from "../run/open-dataset.ts";
import { type MapFlags, mapWish } from "./map-file.ts";

/** On which terms pictures are fetched. */
export interface FetchTerms {
  /** Files of addresses, hosts and hashes that are never asked for and never kept. */
  readonly deny?: readonly string[];
  /** Lists of known harm: hashes of bytes and of pixels (PDQ), and URLs; what is on one is neither asked for nor kept. */
  readonly hashes?: readonly string[];
  /** Files of addresses and hosts whose owners want no such use. */
  readonly optOut?: readonly string[];
  /** Why there is no deny list. */
  readonly waiver?: string;
  /** An address of mail or of a page, by which who runs a server reaches whoever fetches. */
  readonly contact?: string;
  /** Seconds for one picture. */
  readonly timeout?: number;
  /** Megabytes of one picture at most. */
  readonly mostMegabytes?: number;
}

/** What is fetched, and where it goes. */
export interface FetchWish extends MapFlags, FetchTerms {
  readonly uris: readonly string[];
  readonly to: string;
  readonly limit?: number;
  readonly sample?: { readonly size: number; readonly seed: number };
  readonly config?: string;
}

/**
 * Fetches the pictures that a list names, into img2dataset's layout. Nothing here says which addresses may be asked:
 * public ones, always.
 * @throws CliError (exit code 2): no deny list and no waiver, no contact, no list of addresses, a folder of something else
 */
export async function fetchDataset(wish: FetchWish, context: Context): Promise<Fetched> {
  const {
    uris,
    to,
    limit,
    sample,
    deny = [],
    hashes = [],
    optOut = [],
    timeout,
    mostMegabytes,
    ...rest
  } = wish;
  if (limit !== undefined && sample !== undefined) refuse("--limit with --sample: choose one");
  const waiver = waiverOf([...deny, ...hashes], rest.waiver);
  const contact = contactOf(rest.contact);
  const [denied, optedOut] = [await readLists(deny), await readLists(optOut, "note")];
  for (const text of unusableText(optedOut)) context.emit({ type: "note", text });
  const harm = [];
  for (const path of hashes) harm.push(await readHarmList(path));
  for (const text of harm.flatMap(({ troubles }) => troubles)) context.emit({ type: "note", text });
  if (deny.length > 0 && denied.entries === 0)
    refuse("with an empty deny list: wanted a known-bad address, host or hash in it, got none");
  const own = await configuredFormats(await readConfig(rest.config, process.cwd()));
  const dataset = await openOrRefuse(uris, own, { map: await mapWish(rest) });
  if (dataset.maps.every(({ map }) => map.url === null))
    refuse(`"${dataset.uri}": wanted a list with a field of addresses, got none; see sluice inspect`);
  const limits = {
    ...(timeout === undefined ? {} : { timeoutMs: timeout * 1000 }),
    ...(mostMegabytes === undefined ? {} : { mostBytes: mostMegabytes * 1_000_000 }),
  };
  return fetchPictures(
    { dataset, to, limit, sample, denied, optedOut, harm, waiver, contact, limits },
    context,
  );
}

function waiverOf(deny: readonly string[], waiver: string | undefined): string | null {
  if (deny.length > 0 && waiver !== undefined) refuse("with a list and --waiver: choose one");
  if (deny.length > 0) return null;
  const text = waiver?.trim() ?? "";
  if (text === "")
    refuse(
      'without a deny list: wanted --deny FILE with known-bad addresses and hashes, --hashes FILE of known harm, or --waiver "why there is none"',
    );
  return text;
}

function contactOf(contact: string | undefined): string {
  const text = contact?.trim() ?? "";
  // It stands in a header of every request.
  if (/^(?:[^\s@()]+@[^\s@()]+|https?:\/\/[^\s()]+)$/u.test(text) && /^[\x21-\x7e]{3,200}$/u.test(text))
    return text;
  return refuse(
    "without a contact: wanted --contact with an address of mail or of a page, which every server is told",
  );
}

function refuse(reason: string): never {
  throw new CliError(`Cannot fetch ${reason}`, { exitCode: 2 });
}
