import { digestFile } from "./fingerprint.ts";
import { sizeAt } from "./store/bytes.ts";
import { placed } from "./store/places.ts";

/** A file as it is published: its size, and the SHA-256 (hex) of all its bytes. */
export interface WholeFile {
  readonly bytes: number;
  readonly sha256: string;
}

/** A file of this machine, hashed whole; null where there is none, or it lies on another, which is not read again for that. */
export async function wholeFile(path: string, signal: AbortSignal): Promise<WholeFile | null> {
  const bytes = placed(path) === undefined ? sizeAt(path) : undefined;
  return bytes === undefined ? null : { bytes, sha256: await digestFile(path, signal) };
}
