import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";

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

/** SHA-256 (hex) of a file, streamed, or of a part of it. */
export async function digestFile(path: string, signal: AbortSignal, range?: ByteRange): Promise<string> {
  const hash = createHash("sha256");
  if (range && range.end <= range.start) return hash.digest("hex");
  const part = range ? { start: range.start, end: range.end - 1 } : {};
  await pipeline(createReadStream(path, { ...part, highWaterMark: 2 ** 20 }), hash, { signal });
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
