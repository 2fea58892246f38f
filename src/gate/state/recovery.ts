import { canonical } from "../../digest/canonical.ts";
import type { Version } from "../../ledger/entry.ts";
import type { Change, GateEvent, Person } from "../../ledger/event.ts";
import type { Reason } from "../../process/reason.ts";
import { isSteward } from "../roster/fault.ts";
import { exchanged, revoked } from "../roster/people.ts";
import type { GateState, ProposalState } from "./state.ts";
import { stewardsOf } from "./stewards.ts";

function why(rule: string, reason: string): Reason {
  return { rule, reason };
}

/**
 * Whether a person is a recovery key: it lies offline, and asks for one thing, that one of exactly two stewards is
 * revoked. Two keys veto each other for ever where one is stolen; this one says whose it is.
 */
export function isRecovery(person: Pick<Person, "roles"> | undefined): boolean {
  return person?.roles.includes("recovery") === true;
}

/** Why a recovery key may not do something: it does one thing only. Null for everybody else. */
export function recoveryFault(
  state: GateState,
  actor: string,
  event: GateEvent,
  at: number,
  version: Version,
): Reason | null {
  if (!isRecovery(state.people.get(actor))) return null;
  if (event.type !== "proposal" || !removesSteward(state, event.change, at))
    return why(
      "recovery-only-removes",
      "a recovery key asks that one steward is revoked, sluice gate revoke NAME, and does nothing else",
    );
  const { length } = stewardsOf(state, at, version);
  return length === 2
    ? null
    : why(
        "recovery-of-two",
        `a recovery key acts where there are two stewards, here are ${length}: one alone decides, of three or more enough agree`,
      );
}

/** Whether all that a change does is to revoke one steward. */
function removesSteward({ people }: GateState, change: Change, at: number): boolean {
  if (change.type !== "roster-changed") return false;
  return [...people.values()].some(
    (person) =>
      isSteward(person, at) &&
      canonical(change.people) === canonical(exchanged(people.values(), revoked(person))),
  );
}

/** Whether a recovery key made a proposal. */
export function isByRecovery({ people }: GateState, { by }: ProposalState): boolean {
  return isRecovery(people.get(by));
}

/** Warns of what a recovery key asked for, a line each: whoever opens the gate has its delay to answer. */
export function recoveryLines(state: GateState): readonly string[] {
  return [...state.proposals.values()]
    .filter((one) => one.status === "open" && one.changes === state.changes && isByRecovery(state, one))
    .map(
      ({ id }) =>
        `the recovery key asks that a steward is revoked (${id}, see sluice gate proposals): it comes after its hours, and no steward vetoes it; where nobody asked for it, more than half of the others do (sluice gate veto ${id} --reason …), or both stewards agree to any change of people, as another recovery key, and it is stale`,
    );
}
