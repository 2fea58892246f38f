import type { Version } from "../../ledger/entry.ts";
import type { Person } from "../../ledger/event.ts";
import { parsePublicKey } from "../../ledger/keys/public-key.ts";
import { oneLine } from "../../process/errors.ts";
import type { Reason } from "../../process/reason.ts";
import { byPerson, samePerson } from "../state/same-person.ts";

/** What a person's name may be: it is shown, and never a path. */
export const namePattern = /^[\p{L}\p{N}][\p{L}\p{M}\p{N} ._@'-]{0,63}$/u;

/**
 * Why a roster cannot stand; null where it can.
 * @param before the roster that it replaces: nobody and no key ever vanishes from it
 */
export function rosterFault(
  people: readonly Person[],
  before: ReadonlyMap<string, Person>,
  at: number,
): Reason | null {
  const names = people.flatMap(({ name }) => name.value ?? []);
  const bad = names.find((name) => !namePattern.test(name));
  if (bad !== undefined) return why("no-such-name", `a person cannot be called "${bad}"`);
  return (
    twice(people.map(({ id }) => id)) ??
    twice(names) ??
    twice(people.flatMap(({ keys }) => keys.map(({ id }) => id))) ??
    keyFault(people) ??
    recoveryKeyFault(people) ??
    vanished(people, before) ??
    (people.some((person) => isSteward(person, at))
      ? null
      : why("no-steward-left", "no steward with a key would be left"))
  );
}

function why(rule: string, reason: string): Reason {
  return { rule, reason };
}

/** Whether a person may act as a steward. @param at milliseconds */
export function isSteward({ roles, keys, status, until }: Person, at: number): boolean {
  return (
    status === "active" &&
    roles.includes("steward") &&
    keys.some((key) => key.status === "active") &&
    (until === null || at < Date.parse(until))
  );
}

/**
 * Why two stewards, or what will be two, cannot stand alone; null where somebody is beside them. Whoever of two proposes a change must
 * not be the clock that its delay is counted by, and where the other's key is lost, there is none but a third's.
 */
export function twoAloneFault(people: readonly Person[], at: number, version: Version): Reason | null {
  const stewards = people.filter((person) => isSteward(person, at));
  const roster = { people: new Map(people.map((person) => [person.id, person])) };
  const count = (some: readonly Person[]) => {
    const names = some.map(({ id }) => id);
    return version < 5 ? names.length : byPerson(roster, names).length;
  };
  // Those whose access ends leave two behind, without a change that could be held up.
  if (count(stewards) < 2 || count(stewards.filter(({ until }) => until === null)) > 2) return null;
  // Another name of a steward's, with the same age identity, is nobody beside them.
  const isThird = ({ id, roles, keys, status, until }: Person) =>
    status === "active" &&
    !stewards.some((steward) => samePerson(roster, steward.id, id)) &&
    until === null &&
    !roles.includes("steward") &&
    !roles.includes("recovery") &&
    keys.some((key) => key.status === "active");
  return people.some(isThird)
    ? null
    : why(
        "two-need-a-third",
        "two stewards need somebody beside them whose access has no end, in any role: where one key is lost, the delay is counted by that clock; enrol them first",
      );
}

function twice(values: readonly string[]): Reason | null {
  const again = values.find((value, i) => values.indexOf(value) !== i);
  return again === undefined ? null : why("twice-in-roster", `"${again}" would stand twice in the roster`);
}

function keyFault(people: readonly Person[]): Reason | null {
  for (const { keys } of people)
    for (const { id, public: ssh } of keys)
      try {
        if (parsePublicKey(ssh).id !== id)
          return why("another-key", `key ${id} is not the key that stands beside it`);
      } catch (cause) {
        return why("key-damaged", `key ${id}: ${oneLine(cause)}`);
      }
  return null;
}

/** One recovery key, and it is nobody's who does anything else. */
function recoveryKeyFault(people: readonly Person[]): Reason | null {
  const holders = people.filter(({ roles, status }) => roles.includes("recovery") && status === "active");
  if (holders.some(({ roles, recipients }) => roles.length > 1 || recipients.length > 0))
    return why(
      "recovery-key-in-use",
      "a recovery key is no person's: it has no other role, and opens no image",
    );
  return holders.length > 1
    ? why("second-recovery-key", "there is a recovery key already; revoke it first")
    : null;
}

function vanished(people: readonly Person[], before: ReadonlyMap<string, Person>): Reason | null {
  const byId = new Map(people.map((person) => [person.id, person]));
  for (const { id, keys } of before.values()) {
    const now = byId.get(id);
    if (now === undefined)
      return why("person-would-vanish", `${id} would vanish: revoke a person, do not remove them`);
    for (const key of keys) {
      const kept = now.keys.find((one) => one.id === key.id);
      if (kept?.public !== key.public)
        return why("key-would-vanish", `key ${key.id} would vanish: mark it lost or revoked`);
      if (key.status !== "active" && kept.status === "active")
        return why("key-cannot-come-back", `key ${key.id} cannot come back`);
    }
  }
  return null;
}
