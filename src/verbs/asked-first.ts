import { type Gate, GateRefusal } from "../gate/gate.ts";
import { refusalOf } from "../gate/state/replay.ts";
import type { GateEvent } from "../ledger/event.ts";
import type { SigningKey } from "../ledger/keys/signing-key.ts";

/**
 * Asks the rules before something is done that cannot be undone; the ledger asks them once more under its lock.
 * @param what the person wanted, for the message
 * @returns the event, which may be recorded
 * @throws GateRefusal (exit code 3) with the rule's reason
 */
export function askedFirst<T extends GateEvent>(
  gate: Gate,
  key: SigningKey,
  what: string,
  event: T,
  now: () => Date,
): T {
  const refusal = refusalOf(gate.state, gate.personOf(key), event, now().getTime());
  if (refusal) throw new GateRefusal(what, refusal);
  return event;
}
