import { parseCheckpoint, signCheckpoint } from "../ledger/checkpoint.ts";
import type { SigningKey } from "../ledger/keys/signing-key.ts";
import { inclusionProof, rootOf } from "../ledger/merkle.ts";
import type { GateClaim } from "../provenance/gate-claim.ts";
import { ownCheckpoints } from "./checkpoints.ts";
import type { Gate } from "./gate.ts";

/** What a file that leaves now says of its gate. @param seq the entry that its receipt names */
export async function claimOf({ folder, state }: Gate, seq: number, key: SigningKey): Promise<GateClaim> {
  const { origin, leaves } = state;
  const published = (await ownCheckpoints(folder)).at(-1);
  const covers = published !== undefined && published.checkpoint.size > seq;
  const checkpoint = covers ? published.text : signCheckpoint(origin, leaves.length, rootOf(leaves), key);
  const { size } = parseCheckpoint(checkpoint);
  return {
    origin,
    development: state.rules?.settings.development ?? false,
    entry: seq,
    checkpoint,
    path: inclusionProof(seq, leaves.slice(0, size)).map((hash) => Buffer.from(hash).toString("base64")),
  };
}
