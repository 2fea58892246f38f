import {
  type DecodedFrames,
  decodeFrames,
  type Pair,
  type ReadContent,
  readContent,
} from "../../datasets/index.ts";
import { PDQ_QUALITY, pdqHash } from "../../filters/index.ts";
import { hashOf } from "../digest/sha256.ts";
import { type HeldPair, heldBy } from "./held.ts";
import type { Hit } from "./hit.ts";
import type { HarmKind, HarmList } from "./list.ts";
import { type PdqEntries, pdqMatcher } from "./pdq-matcher.ts";
import { comparableUrl, digestsIn, urlsIn } from "./url.ts";

/** Lists of known harm, ready to be asked. */
export interface HarmIndex {
  /** What of a pair's bytes, URLs and stored hashes, wherever they stand, is on a list; nothing is decoded. */
  exact(pair: HeldPair, content: Pick<ReadContent, "images">): Hit | null;
  /** The PDQ hashes, and the list of each. */
  readonly pdq: PdqEntries;
}

const DIGESTS = ["md5", "sha1", "sha256"] as const;

/** Puts lists together. */
export function harmIndex(lists: readonly HarmList[]): HarmIndex {
  const tables = new Map<HarmKind, Map<string, string>>();
  const pdq = new Map<string, string>();
  for (const { entries, facts } of lists)
    for (const { kind, value } of entries) {
      const table = tables.get(kind) ?? new Map<string, string>();
      tables.set(kind, table);
      table.set(value, facts.name);
      if (kind === "pdq") pdq.set(value, facts.name);
    }
  const kinds = DIGESTS.filter((kind) => tables.has(kind));
  const find = (kind: HarmKind, entry: string): Hit | null => {
    const list = tables.get(kind)?.get(entry);
    return list === undefined ? null : { kind, entry, list };
  };
  const ofText = (text: string): Hit | null => {
    for (const url of urlsIn(text)) {
      const hit = find("url", comparableUrl(url) ?? "");
      if (hit !== null) return hit;
    }
    for (const digest of digestsIn(text))
      for (const kind of kinds) {
        const hit = find(kind, digest);
        if (hit !== null) return hit;
      }
    return null;
  };
  return {
    exact(pair, content) {
      const { texts, bytes } = heldBy(pair, content);
      for (const text of texts) {
        const hit = ofText(text);
        if (hit !== null) return hit;
      }
      for (const one of bytes)
        for (const kind of kinds) {
          const hit = find(kind, hashOf(kind, one));
          if (hit !== null) return hit;
        }
      return null;
    },
    pdq: { hashes: [...pdq.keys()], lists: [...pdq.values()] },
  };
}

/** Says of a picture's pixels whether they are near to a list's. */
export type HarmGuard = (pixels: DecodedFrames["pixels"]) => Hit | null;

/** Nothing is hashed where no list has a PDQ hash. */
export function harmGuard(entries: PdqEntries | undefined): HarmGuard {
  if (entries === undefined || entries.hashes.length === 0) return () => null;
  const match = pdqMatcher(entries);
  return (pixels) => {
    if (pixels === undefined) return null;
    const { hash, turned, quality } = pdqHash(pixels);
    if (quality < PDQ_QUALITY) return null;
    for (const one of [hash, ...turned]) {
      const hit = match(one);
      if (hit !== null) return hit;
    }
    return null;
  };
}

/** Whether a picture, or a further frame of it, is near to a list's. */
export async function isNearHarm(
  guard: HarmGuard,
  { pixels, further }: Pick<DecodedFrames, "pixels" | "further">,
): Promise<boolean> {
  if (guard(pixels) !== null) return true;
  for await (const { pixels: own } of further()) if (guard(own) !== null) return true;
  return false;
}

/** Whether a pair is on a list. @param decodes whether its pictures are decoded, where lists have PDQ hashes */
export async function isKnownHarm(index: HarmIndex, pair: Pair, decodes: boolean): Promise<boolean> {
  const content = await readContent(pair);
  if (index.exact(pair, content) !== null) return true;
  if (!decodes || index.pdq.hashes.length === 0) return false;
  const guard = harmGuard(index.pdq);
  for (const { bytes } of content.images) {
    if (bytes !== undefined && (await isNearHarm(guard, await decodeFrames(bytes)))) return true;
  }
  return false;
}
