import { type Checkpoint, checkpointSignedBy, parseCheckpoint } from "./checkpoint.ts";
import type { PublicKey } from "./keys/public-key.ts";
import { consistent, type Hash, rootOf, sameHash } from "./merkle.ts";

/** The largest tree that a witness cosigned of a ledger. */
export interface Witnessed {
  readonly size: number;
  readonly root: Hash;
}

/** What a witness makes of a request, before it signs anything. */
export type Considered =
  | { readonly status: 200; readonly checkpoint: Checkpoint }
  | { readonly status: 400 | 403 | 404 | 422; readonly reason: string }
  /** `size`: of the largest tree that it cosigned; null: of the same size it knows another tree. */
  | { readonly status: 409; readonly size: number | null };

/** A request to a witness (C2SP tlog-witness): the checkpoint, and that it only adds to the tree of before. */
export function witnessRequest(old: number, proof: readonly Hash[], note: string): string {
  return [`old ${old}`, ...proof.map((hash) => Buffer.from(hash).toString("base64")), "", note].join("\n");
}

/** Checks `add-checkpoint` in the order that the protocol gives. @param logs keys by origin; empty: unknown */
export function considered(
  body: string,
  logs: (origin: string) => readonly PublicKey[],
  latest: (origin: string) => Witnessed | null,
): Considered {
  const request = requestOf(body);
  if (request === null)
    return { status: 400, reason: "wanted old, proof lines, an empty line, a checkpoint" };
  const { old, proof, checkpoint } = request;
  const keys = logs(checkpoint.origin);
  if (keys.length === 0) return { status: 404, reason: "this ledger is not known here" };
  if (!keys.some((key) => checkpointSignedBy(checkpoint, key)))
    return { status: 403, reason: "no known key signed the checkpoint" };
  if (old > checkpoint.size) return { status: 400, reason: "the old size is above the checkpoint's" };
  const before = latest(checkpoint.origin) ?? { size: 0, root: rootOf([]) };
  if (old !== before.size) return { status: 409, size: before.size };
  if (old === checkpoint.size && !sameHash(before.root, checkpoint.root)) return { status: 409, size: null };
  if (old === 0 ? proof.length > 0 : !consistent(before, checkpoint, proof))
    return { status: 422, reason: "the proof does not lead from the tree of before to this one" };
  return { status: 200, checkpoint };
}

function requestOf(body: string) {
  const at = body.indexOf("\n\n");
  const [head = "", ...lines] = body.slice(0, Math.max(0, at)).split("\n");
  const [, old] = /^old (0|[1-9]\d{0,14})$/u.exec(head) ?? [];
  const proof = lines.map((line) => Buffer.from(line, "base64"));
  const whole = proof.every((hash, i) => hash.length === 32 && hash.toString("base64") === lines[i]);
  if (old === undefined || !whole || proof.length > 63) return null;
  try {
    return { old: Number(old), proof, checkpoint: parseCheckpoint(body.slice(at + 2)) };
  } catch {
    return null;
  }
}
