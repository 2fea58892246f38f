import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  bareHost,
  type DecodedFrames,
  decodeFrames,
  type FetchedImage,
  type FetchedRow,
} from "../../datasets/index.ts";
import { hashOf } from "../digest/sha256.ts";
import { type HarmGuard, type HarmIndex, isNearHarm } from "../harm/harm-index.ts";
import { fetchable } from "./fetchable.ts";
import { type Getter, OPTED_OUT, PER_HOST } from "./get.ts";
import { byTurns, type Lane } from "./hosts.ts";
import type { AddressList } from "./lists.ts";
import type { ListedRow } from "./rows.ts";

/** Addresses under way at once. */
const LANES = 32;
/** Digits of a row's number in its shard, and of the shard's: as img2dataset counts them. */
const ROW_DIGITS = 4;
const SHARD_DIGITS = 5;

/** `00003`. */
export function shardName(shard: number): string {
  return String(shard).padStart(SHARD_DIGITS, "0");
}

/** What a shard's pictures are fetched with. */
export interface Means {
  readonly getter: Getter;
  readonly denied: AddressList;
  readonly optedOut: AddressList;
  /** Lists of known harm, and what says of a picture's pixels whether they are near to theirs. */
  readonly harm?: { readonly index: HarmIndex; readonly guard: HarmGuard };
  /** Where pictures lie until the shard is written. */
  readonly scratch: string;
  readonly signal: AbortSignal;
  onRow(row: FetchedRow): void;
  /** Told, once or more, when most lanes have nothing to do any more. */
  onIdle(): void;
}

/** Fetches the pictures of a shard's rows, by turns of their hosts; the rows come back in order, with what came of each. */
export async function fetchRows(
  listed: readonly ListedRow[],
  shard: number,
  means: Means,
): Promise<readonly FetchedRow[]> {
  await rm(means.scratch, { recursive: true, force: true });
  await mkdir(means.scratch, { recursive: true });
  const rows: FetchedRow[] = [];
  const hostOf = (i: number) => {
    const url = fetchable(listed[i]?.url ?? "");
    return typeof url === "string" ? "" : bareHost(url.hostname);
  };
  const numbers = listed.map((_, i) => i);
  const work = async (i: number, lane: Lane) => {
    means.signal.throwIfAborted();
    const key = shardName(shard) + String(i).padStart(ROW_DIGITS, "0");
    const row = await fetchRow(listed[i] as ListedRow, key, means, lane);
    rows[i] = row;
    means.onRow(row);
  };
  await byTurns(numbers, hostOf, LANES, PER_HOST, work, means.onIdle);
  return rows;
}

async function fetchRow(listed: ListedRow, key: string, means: Means, lane: Lane): Promise<FetchedRow> {
  const { hashes, denied: isKnown, ...own } = listed;
  // Of what is on a list nothing is kept but that.
  const denied: FetchedRow = { key, status: "denied", fields: new Map() };
  const failed = (error: string): FetchedRow => ({ key, ...own, status: "failed_to_download", error });
  if (isKnown || hashes.some((hash) => means.denied.hasHash(hash))) return denied;
  if (hashes.some((hash) => means.optedOut.hasHash(hash))) return failed(OPTED_OUT);
  if (own.url === undefined) return failed("Cannot fetch: the list has no address");
  const got = await means.getter.get(own.url, means.signal, lane);
  if (got.status === "denied") return denied;
  if (got.status === "failed") return failed(got.error);
  const found = new Map(
    (["sha256", "sha1", "md5"] as const).map((kind) => {
      const hex = hashOf(kind, got.bytes);
      return [hex.length, hex] as const;
    }),
  );
  if ([...found.values()].some((hash) => means.denied.hasHash(hash))) return denied;
  // Before anything is said of it: a row that failed for another reason has its address and its caption.
  const decoded = await decodeFrames(got.bytes, { signal: means.signal });
  if (means.harm !== undefined && (await isKnownHarm(means.harm, got.bytes, decoded))) return denied;
  if ([...found.values()].some((hash) => means.optedOut.hasHash(hash))) return failed(OPTED_OUT);
  // As img2dataset words it.
  if (hashes.some((hash) => found.get(hash.length) !== hash)) return failed("hash mismatch");
  const { facts, error } = decoded;
  const { width, height, format } = facts;
  if (error !== undefined || width === undefined || height === undefined)
    return { key, ...own, status: "failed_to_resize", error: error ?? "Cannot decode: no size" };
  const path = join(means.scratch, key);
  await writeFile(path, got.bytes);
  const extension = format === undefined || format === "jpeg" ? "jpg" : format;
  const image: FetchedImage = { path, extension, width, height, sha256: found.get(64) ?? "" };
  return { key, ...own, status: "success", image };
}

async function isKnownHarm(
  { index, guard }: NonNullable<Means["harm"]>,
  bytes: Uint8Array,
  decoded: DecodedFrames,
): Promise<boolean> {
  const images = [{ name: "", own: true, bytes }];
  return index.exact({ meta: {} }, { images }) !== null || (await isNearHarm(guard, decoded));
}
