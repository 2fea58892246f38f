import { createHash } from "node:crypto";

/** A number in [0, 1) that depends on the words alone: SHA-256's first 32 bits. */
export function share(...words: readonly string[]): number {
  return createHash("sha256").update(words.join("\n")).digest().readUInt32BE() / 2 ** 32;
}
