import type { Person, Role } from "../ledger/event.ts";
import { type GateSession, inside, type OpenGate } from "./opened.ts";

/** What a person may be in a gate. */
export const memberRoles = [
  "requester",
  "reviewer",
  "auditor",
  "outsider",
  "steward",
  "recovery",
] as const satisfies readonly Role[];

export type MemberRole = (typeof memberRoles)[number];

/** A person of the gate. */
export interface RosterPerson {
  /** Pseudonym, as the ledger has it. */
  readonly id: string;
  /** As it was enrolled, not made safe to print; null where it was redacted. */
  readonly name: string | null;
  readonly roles: readonly MemberRole[];
  readonly keys: readonly {
    readonly id: string;
    /** OpenSSH line. */
    readonly public: string;
    readonly status: "active" | "lost" | "revoked";
  }[];
  readonly status: "active" | "revoked";
  /** ISO 8601: when the access ends; null: it does not. */
  readonly until: string | null;
  /** The person's own quota per day (UTC); null: the rules' quota. */
  readonly quota: { readonly requests: number; readonly images: number } | null;
  /** age recipients to whom images are sealed. */
  readonly recipients: readonly string[];
}

/** The people of the gate, their roles and keys. */
export function roster({ [inside]: { gate } }: OpenGate): readonly RosterPerson[] {
  return [...gate.state.people.values()].map(rosterPerson);
}

/** What is said wherever one steward decides alone. */
export const SOLE_STEWARD =
  "one steward: nobody else has to agree to changes of people and rules, and every other person may be of that one's making";

/** Which person of the gate the session's key is. */
export function whoAmI({ [inside]: { gate, keys } }: GateSession): RosterPerson {
  return rosterPerson(gate.personOf(keys.signing));
}

/** A person, the name without its commitment. */
export function rosterPerson({ name, ...rest }: Person): RosterPerson {
  return { ...rest, name: name.value };
}
