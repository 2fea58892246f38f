import type { Role } from "../../ledger/event.ts";
import { type GateState, isActive } from "../state/state.ts";

/** age recipients of everybody in these roles whose access holds: to whom an image is sealed. */
export function recipientsOf(
  { people, clock }: GateState,
  roles: readonly Role[] = ["reviewer", "auditor"],
): readonly string[] {
  const able = [...people.values()].filter(
    (person) => isActive(person, clock) && person.roles.some((role) => roles.includes(role)),
  );
  return [...new Set(able.flatMap(({ recipients }) => recipients))].sort();
}
