import { createHash } from "node:crypto";
import { pipeline } from "node:stream/promises";
import { hashOfParts } from "./store/buffer.ts";
import { hashSeen, streamAt } from "./store/bytes.ts";
import { placed } from "./store/places.ts";

/** SHA-256 (hex) over the shards' names, sizes and hashes, one JSON array per line, in order. */
export function fingerprint(
  shards: readonly { readonly name: string; readonly bytes: number; readonly sha256: string }[],
): string {
  const hash = createHash("sha256");
  for (const { name, bytes, sha256 } of shards) hash.update(`${JSON.stringify([name, bytes, sha256])}\n`);
  return hash.digest("hex");
}

/** Some bytes of a file. */
export interface ByteRange {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

/**
 * SHA-256 (hex) of a file, streamed, or of a part of it. Of a file of another machine it is what its bytes gave when
 * they were read; where a sample left most of it unread, what the place states, or the hash of its name, size and etag.
 */
export async function digestFile(path: string, signal: AbortSignal, range?: ByteRange): Promise<string> {
  const hash = createHash("sha256");
  const at = range === undefined ? placed(path) : undefined;
  if (at !== undefined) {
    const seen = hashSeen(path) ?? (await hashOfParts(path, signal));
    const { size, etag = null, sha256 } = at.facts.get(at.key) ?? {};
    return seen ?? sha256 ?? hash.update(JSON.stringify(["unread", at.key, size, etag])).digest("hex");
  }
  if (range && range.end <= range.start) return hash.digest("hex");
  await pipeline(streamAt(path, signal, range), hash, { signal });
  return hash.digest("hex");
}

/**
 * SHA-256 (hex) of several parts of a file, one after the other. Of a file of another machine it is of what the place
 * states of the whole, and of where the parts lie: nothing is fetched twice.
 */
export async function digestRanges(
  path: string,
  ranges: readonly ByteRange[],
  signal: AbortSignal,
): Promise<string> {
  const hash = createHash("sha256");
  const at = placed(path);
  if (at !== undefined) {
    const { size, etag = null, sha256 } = at.facts.get(at.key) ?? {};
    return hash.update(JSON.stringify([sha256 ?? [at.key, size, etag], ranges])).digest("hex");
  }
  for (const range of ranges)
    if (range.end > range.start)
      for await (const chunk of streamAt(path, signal, range)) hash.update(chunk as Uint8Array);
  return hash.digest("hex");
}

/** A named part of a shard and its bytes, where it has any that may be read. */
export interface DigestItem {
  readonly name: string;
  readonly bytes?: () => Promise<Uint8Array>;
}

/** SHA-256 (hex) over names and hashes, in order; what cannot be read counts as `missing`. */
export async function digestItems(
  items: AsyncIterable<DigestItem> | Iterable<DigestItem>,
  signal: AbortSignal,
): Promise<string> {
  const hash = createHash("sha256");
  for await (const { name, bytes } of items) {
    signal.throwIfAborted();
    const data = await bytes?.().catch(() => undefined);
    const sha256 = data === undefined ? "missing" : createHash("sha256").update(data).digest("hex");
    hash.update(`${JSON.stringify([name, sha256])}\n`);
  }
  signal.throwIfAborted();
  return hash.digest("hex");
}
