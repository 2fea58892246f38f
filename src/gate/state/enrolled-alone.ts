import type { Person } from "../../ledger/event.ts";
import type { GateState } from "./state.ts";

/**
 * Notes, in place, whose keys, those that open images too, a change of the roster brings, before it is in force.
 * @param by the steward who made it alone; null where others could say no
 */
export function noteKeys(state: GateState, people: readonly Person[], by: string | null): void {
  for (const person of people) {
    if (keysOf(person) === keysOf(state.people.get(person.id))) continue;
    if (by === null || by === person.id) state.enrolledAlone.delete(person.id);
    else state.enrolledAlone.set(person.id, by);
  }
}

function keysOf(person: Person | undefined): string {
  const signing = (person?.keys ?? []).flatMap(({ id, status }) => (status === "active" ? id : []));
  return [...signing, ...(person?.recipients ?? [])].join();
}

/** Who still acts by keys that one steward brought alone, so that they may be that steward; by whom. */
export function enrolledAlone({ people, enrolledAlone: all }: GateState): ReadonlyMap<string, string> {
  return new Map([...all].filter(([id]) => people.get(id)?.status === "active"));
}
