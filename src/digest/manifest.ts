import { createHash } from "node:crypto";
import { canonical } from "./canonical.ts";

/** SHA-256 (hex) that names a manifest, whatever its layout. */
export function manifestDigest(manifest: unknown): string {
  return createHash("sha256").update(canonical(manifest)).digest("hex");
}
