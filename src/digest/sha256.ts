import { createHash, type Hash } from "node:crypto";
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";

/** Bytes, or a text as UTF-8. */
type Part = string | Uint8Array;

/** SHA-256 (64 lower-case hexadecimal digits) of parts, one behind the other. */
export function sha256Of(...parts: readonly Part[]): string {
  return hashed(parts).digest("hex");
}

/** SHA-256 (32 bytes) of parts, one behind the other. */
export function sha256Bytes(...parts: readonly Part[]): Buffer<ArrayBuffer> {
  return hashed(parts).digest();
}

/** SHA-256 (hex) of a value's JSON as this program writes it: for what it made itself, where `manifestDigest` reads what others laid out. */
export function sha256OfJson(value: unknown): string {
  return sha256Of(JSON.stringify(value));
}

/**
 * SHA-256 (hex) of a file of any size.
 * @throws the signal's reason when aborted; Error when it cannot be read
 */
export async function sha256OfFile(path: string, signal?: AbortSignal): Promise<string> {
  const hash = sha256Stream();
  await pipeline(createReadStream(path), hash, signal === undefined ? {} : { signal });
  return hash.digest("hex");
}

/** SHA-256 of what comes piece by piece. */
export function sha256Stream(): Hash {
  return createHash("sha256");
}

function hashed(parts: readonly Part[]): Hash {
  const hash = sha256Stream();
  for (const part of parts) hash.update(part);
  return hash;
}

/** A hash (hex) of the kind that somebody else's list holds. It says what is the same to them, and never what is safe. */
export function hashOf(kind: "sha256" | "sha1" | "md5", part: Part): string {
  return createHash(kind).update(part).digest("hex");
}
