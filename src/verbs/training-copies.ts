import { join } from "node:path";
import type { HashIndex } from "../../filters/index.ts";
import { GateRefusal, refusalBy } from "../gate/gate.ts";
import { hashesFile, readHashes } from "../gate/output/training-hashes.ts";
import type { ModelClaims } from "../gate/preconditions.ts";
import type { GateState } from "../gate/state/state.ts";

/**
 * The training set's perceptual hashes, which the manifest names; without them only an exception, or a development
 * gate, goes on.
 * @param exception number of the entry with the exception that the model stands by; null where its card does
 * @throws GateRefusal (exit code 3) where copies cannot be found and nobody said that they need not be
 */
export async function hashesOf(
  { rules }: GateState,
  { id, folder, lineage, hashes }: ModelClaims,
  exception: number | null,
): Promise<HashIndex | { readonly exception: string }> {
  if (hashes !== null && lineage !== null) return readHashes(join(folder, hashesFile), hashes, lineage);
  const missing = `the manifest of ${id} names no ${hashesFile}`;
  if (exception !== null) return { exception: `${missing}; exception in entry ${exception}` };
  if (rules?.settings.development) return { exception: `${missing}; a development gate goes on without` };
  throw new GateRefusal(
    "generate",
    refusalBy(
      {
        rule: "no-hashes",
        reason: `${missing}, so that copies cannot be found; a steward may make an exception: sluice gate except`,
      },
      ["no-hashes"],
    ),
  );
}
