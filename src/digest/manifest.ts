import { canonical } from "./canonical.ts";
import { sha256Of } from "./sha256.ts";

/** SHA-256 (hex) that names a manifest, whatever its layout. */
export function manifestDigest(manifest: unknown): string {
  return sha256Of(canonical(manifest));
}
