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

/** SHA-256 (hex) of a file, streamed; a part of it when `start` and `end` (exclusive) are given. */
export async function digestFile(
  path: string,
  signal: AbortSignal,
  range: { readonly start?: number; readonly end?: number } = {},
): Promise<string> {
  const hash = createHash("sha256");
  const { start = 0, end } = range;
  await pipeline(
    createReadStream(path, { start, ...(end === undefined ? {} : { end: Math.max(start, end - 1) }) }),
    hash,
    { signal },
  );
  return hash.digest("hex");
}

/** SHA-256 (hex) over files' names and hashes; a file that is gone counts as `missing`. */
export async function digestFiles(
  files: readonly { readonly name: string; readonly path: string }[],
  signal: AbortSignal,
): Promise<string> {
  const hash = createHash("sha256");
  for (const { name, path } of files) {
    signal.throwIfAborted();
    const sha256 = await digestFile(path, signal).catch(() => "missing");
    hash.update(`${JSON.stringify([name, sha256])}\n`);
  }
  return hash.digest("hex");
}
