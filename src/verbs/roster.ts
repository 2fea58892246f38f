import { enrolledAlone } from "../gate/state/enrolled-alone.ts";
import type { Person, Role } from "../ledger/event.ts";
import { type GateSession, inside, nameIn, type OpenGate } from "./opened.ts";

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

/** Somebody whose keys one steward brought alone; names are safe to print. */
export interface EnrolledAlone {
  readonly id: string;
  readonly who: string;
  /** The steward, who may be that person too. */
  readonly by: string;
}

/** Of these people, or of all, those who may be the steward who enrolled them: nobody else could say no. */
export function whoMayBeSteward(
  { [inside]: { gate } }: OpenGate,
  ids: readonly string[] = [...gate.state.people.keys()],
): readonly EnrolledAlone[] {
  const alone = enrolledAlone(gate.state);
  return ids.flatMap((id) => {
    const by = alone.get(id);
    return by === undefined ? [] : { id, who: nameIn(gate, id), by: nameIn(gate, by) };
  });
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
