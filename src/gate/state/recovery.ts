import { canonical } from "../../digest/canonical.ts";
import type { Change, GateEvent, Person } from "../../ledger/event.ts";
import type { Reason } from "../../process/reason.ts";
import { isSteward } from "../roster/fault.ts";
import { exchanged, revoked } from "../roster/people.ts";
import type { GateState, ProposalState } from "./state.ts";

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
export function recoveryFault(state: GateState, actor: string, event: GateEvent, at: number): Reason | null {
  if (!isRecovery(state.people.get(actor))) return null;
  if (event.type !== "proposal" || !removesSteward(state, event.change, at))
    return why(
      "recovery-only-removes",
      "a recovery key asks that one steward is revoked, sluice gate revoke NAME, and does nothing else",
    );
  const { length } = [...state.people.values()].filter((person) => isSteward(person, at));
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

/**
 * How long a recovery key's proposal has waited: the longest that one steward's own signatures span since then. The key
 * and other people count for nothing, so that no clock of a thief's who has the key alone ends the delay; nor does the
 * ledger's, so that a thief among the stewards who walked it on stops nothing.
 */
export function stewardsWaited({ people }: GateState, { claims }: ProposalState, at: number): number {
  const spans = [...claims].map(([id, { first, last }]) => {
    const person = people.get(id);
    return person !== undefined && isSteward(person, at) ? last - first : 0;
  });
  return Math.max(0, ...spans);
}

/** Warns of what a recovery key asked for, a line each: whoever opens the gate has its delay to answer. */
export function recoveryLines(state: GateState): readonly string[] {
  return [...state.proposals.values()]
    .filter((one) => one.status === "open" && one.changes === state.changes && isByRecovery(state, one))
    .map(
      ({ id }) =>
        `the recovery key asks that a steward is revoked (${id}, see sluice gate proposals): nobody vetoes it; where neither of you asked for it, both agree to any change of people, as another recovery key, and it is stale`,
    );
}
