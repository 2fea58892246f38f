import { namedElsewhere } from "../gate/elsewhere.ts";
import { claimsOf } from "../gate/model-claims.ts";
import { seal } from "../ledger/sealed.ts";
import { type GateSession, inside } from "./opened.ts";
import { proposedOrMade } from "./proposals.ts";

const DAY = 86_400_000;

/** A model that may generate without a green card, for a while. */
export interface Excepted {
  readonly model: string;
  /** SHA-256 (hex) of its manifest: another manifest needs another exception. */
  readonly manifest: string;
  /** ISO 8601: when the exception ends. */
  readonly expires: string;
  readonly entry: number;
  /** Id of the proposal, where other stewards have to agree first; null: it is in force. */
  readonly proposal: string | null;
}

/**
 * Lets a model generate without a green card, or its pictures be submitted, from now by the ledger's clock; proposes it
 * where there are other stewards.
 * @param model an id, its folder as a path, or `elsewhere:NAME` of one that draws elsewhere
 * @throws CliError: exit code 2 for a model that is none, 3 when the person is no steward
 */
export async function except(
  { [inside]: { gate, keys } }: GateSession,
  model: string,
  { reason, days }: { readonly reason: string; readonly days: number },
): Promise<Excepted> {
  const { id, manifest } = namedElsewhere(model) ?? (await claimsOf(model));
  let expires = "";
  const { seq, event } = await proposedOrMade(gate, keys.signing, (_state, at) => {
    expires = new Date(at + days * DAY).toISOString();
    return { type: "exception", model: id, manifest, reason: seal(reason), expires };
  });
  const proposal = event.type === "proposal" ? `c${seq}` : null;
  return { model: id, manifest, expires, entry: seq, proposal };
}
