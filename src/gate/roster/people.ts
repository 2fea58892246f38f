import { randomBytes } from "node:crypto";
import type { Person, Quota, Role } from "../../ledger/event.ts";
import type { Enrolment } from "../../ledger/keys/key-file.ts";
import type { PublicKey } from "../../ledger/keys/public-key.ts";
import { seal } from "../../ledger/sealed.ts";
import { CliError } from "../../process/errors.ts";
import { namePattern } from "./fault.ts";

/** What a steward says of a new person. */
export interface NewPerson extends Enrolment {
  readonly name: string;
  readonly roles: readonly Role[];
  readonly until: string | null;
  readonly quota: Quota | null;
}

/** A person with a fresh pseudonym and a freshly salted name. @throws CliError (exit code 2) for an unusable name */
export function newPerson({ name, roles, key, recipients, until, quota }: NewPerson): Person {
  if (!namePattern.test(name))
    throw new CliError(
      `Cannot enrol "${name}": wanted a name of up to 64 letters, digits, spaces and . _ @ ' -`,
      { exitCode: 2 },
    );
  const id = `p${randomBytes(6).toString("hex")}`;
  return { id, name: seal(name), roles, keys: [activeKey(key)], status: "active", until, quota, recipients };
}

function activeKey({ id, ssh }: PublicKey): Person["keys"][number] {
  return { id, public: ssh, status: "active" };
}

/**
 * The one person of this name or pseudonym.
 * @throws CliError (exit code 2) when there is none
 */
export function personNamed(people: Iterable<Person>, name: string): Person {
  for (const person of people) if (person.id === name || person.name.value === name) return person;
  throw new CliError(`Cannot find "${name}" in the roster; see sluice gate roster`, { exitCode: 2 });
}

/** Takes all access away; the person and what they signed stay. */
export function revoked(person: Person): Person {
  const keys = person.keys.map((key) =>
    key.status === "active" ? { ...key, status: "revoked" as const } : key,
  );
  return { ...person, status: "revoked", keys };
}

/** Another key for the same person: earlier ones are lost, quotas and four eyes go on to count. */
export function rekeyed(person: Person, { key, recipients }: Enrolment): Person {
  const keys = person.keys.map((one) =>
    one.status === "active" ? { ...one, status: "lost" as const } : one,
  );
  return {
    ...person,
    keys: [...keys, activeKey(key)],
    recipients: recipients.length > 0 ? recipients : person.recipients,
  };
}

/** The roster with one person exchanged. */
export function exchanged(people: Iterable<Person>, person: Person): readonly Person[] {
  return [...people].map((one) => (one.id === person.id ? person : one));
}
