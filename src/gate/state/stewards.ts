import { LATEST, type Version } from "../../ledger/entry.ts";
import type { Reason } from "../../process/reason.ts";
import { isSteward } from "../roster/fault.ts";
import { byPerson } from "./same-person.ts";
import type { GateState } from "./state.ts";

/**
 * The stewards who can sign, each person with all their names. Before version 5 each name counted.
 * @param at milliseconds
 */
export function stewardsOf(
  state: Pick<GateState, "people">,
  at: number,
  version: Version = LATEST,
): readonly (readonly string[])[] {
  const names = [...state.people.values()].filter((one) => isSteward(one, at)).map(({ id }) => id);
  return version < 5 ? names.map((name) => [name]) : byPerson(state, names);
}

/** How many stewards have to agree to a change: one where there is no other, never all of three or more. */
export function stewardsNeeded(state: GateState, at: number, version: Version = LATEST): number {
  const { length } = stewardsOf(state, at, version);
  if (length <= 2) return Math.max(1, length);
  return Math.min(Math.max(2, state.rules?.settings.stewards ?? 2), length - 1);
}

/** Why nobody makes such a change alone; null where there is only one steward. */
export function aloneFault(state: GateState, at: number, version: Version): Reason | null {
  const needed = stewardsNeeded(state, at, version);
  return needed === 1
    ? null
    : {
        rule: "needs-other-stewards",
        reason: `${needed} of ${stewardsOf(state, at, version).length} stewards have to agree to it: propose it`,
      };
}
