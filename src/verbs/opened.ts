import type { Gate } from "../gate/gate.ts";
import type { Keys } from "../ledger/keys/key-file.ts";
import { printable } from "../process/printable.ts";

/** Leads to the gate inside a session. Only actions import it: a face that could would reach the ledger past them. */
export const inside: unique symbol = Symbol("inside the gate");

/** What an action works with. */
export interface Inside {
  readonly gate: Gate;
  readonly env: NodeJS.ProcessEnv;
  readonly now: () => Date;
}

/** A gate that was opened and verified, for reading. */
export interface OpenGate {
  readonly folder: string;
  /** The ledger's name. */
  readonly origin: string;
  /** One person in every role, and nobody looks over their shoulder. */
  readonly development: boolean;
  readonly [inside]: Inside;
}

/** Who acts. */
export interface Member {
  /** Pseudonym, as the ledger has it. */
  readonly id: string;
  /** Safe to print. */
  readonly name: string;
  readonly roles: readonly string[];
}

/** An open gate, and who acts at it. */
export interface GateSession extends OpenGate {
  readonly me: Member;
  readonly [inside]: Inside & { readonly keys: Keys };
}

/** An open gate as faces hold it. */
export function readable(within: Inside): OpenGate {
  const { folder, state } = within.gate;
  const development = state.rules?.settings.development ?? false;
  return { folder, origin: state.origin, development, [inside]: within };
}

/**
 * A session of who holds the keys.
 * @throws GateRefusal (exit code 3) when the key is nobody's in this gate, lost or revoked
 */
export function sessionOf(within: Inside & { readonly keys: Keys }): GateSession {
  const { id, roles } = within.gate.personOf(within.keys.signing);
  const me = { id, name: nameIn(within.gate, id), roles };
  return { ...readable(within), me, [inside]: within };
}

/** A person's name, safe to print; the pseudonym where the name was redacted, a dash for nobody. */
export function nameIn({ state }: Gate, person: string | null): string {
  if (person === null) return "–";
  return printable(state.people.get(person)?.name.value ?? person);
}

/** This moment by the ledger's clock, which never runs backwards, in milliseconds. */
export function ledgerTime({ gate, now }: Inside): number {
  return Math.max(gate.state.clock, now().getTime());
}
