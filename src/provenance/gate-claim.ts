import { z } from "zod";
import { checkpointSignedBy, parseCheckpoint } from "../ledger/checkpoint.ts";
import { originPattern } from "../ledger/entry.ts";
import type { PublicKey } from "../ledger/keys/public-key.ts";
import { includes } from "../ledger/merkle.ts";

/** Which gate a file left, and the proof that its ledger holds the entry that the receipt names. */
export interface GateClaim {
  readonly origin: string;
  /** A gate of one person in every role: nobody else looked. */
  readonly development: boolean;
  /** Number of the entry, from 0. */
  readonly entry: number;
  /** C2SP tlog-checkpoint: a steward's that covers the entry, else one by the person who released the file. */
  readonly checkpoint: string;
  /** RFC 6962 inclusion proof: hashes in base64, from the leaf's sibling up. */
  readonly path: readonly string[];
}

export const gateClaimSchema: z.ZodType<GateClaim> = z.strictObject({
  origin: z.string().regex(originPattern),
  development: z.boolean(),
  entry: z.int().min(0),
  checkpoint: z.string().max(10_000),
  path: z.array(z.string().max(64)).max(64),
});

/** What is wrong with a claim, in one line, or null: its proof leads from the entry to the checkpoint's root. */
export function claimProblem(claim: GateClaim, entrySha256: string): string | null {
  try {
    const { origin, size, root } = parseCheckpoint(claim.checkpoint);
    if (origin !== claim.origin) return `its checkpoint is of ${origin}`;
    const path = claim.path.map((hash) => Buffer.from(hash, "base64"));
    const leaf = Buffer.from(entrySha256, "hex");
    return includes(leaf, claim.entry, size, path, root)
      ? null
      : "its proof does not lead from the entry to the checkpoint's root";
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Whether one of some gates' keys signed the claim's checkpoint; null where none of them is of its origin. */
export function claimSignedBy(
  claim: GateClaim,
  gates: readonly { readonly name: string; readonly key: PublicKey }[],
): boolean | null {
  const own = gates.filter(({ name }) => name === claim.origin);
  if (own.length === 0) return null;
  const checkpoint = parseCheckpoint(claim.checkpoint);
  return own.some(({ key }) => checkpointSignedBy(checkpoint, key));
}
