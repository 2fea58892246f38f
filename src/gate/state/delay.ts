import type { Entry, Version } from "../../ledger/entry.ts";
import type { Person } from "../../ledger/event.ts";
import { isSteward } from "../roster/fault.ts";
import { isByRecovery, isRecovery } from "./recovery.ts";
import { type GateState, isActive, type ProposalState } from "./state.ts";

/** Who is in the roster and can sign, without being a steward or a recovery key. */
export function othersOf({ people }: GateState, at: number): readonly Person[] {
  return [...people.values()].filter(
    (person) =>
      isActive(person, at) &&
      !person.roles.includes("steward") &&
      !isRecovery(person) &&
      person.keys.some(({ status }) => status === "active"),
  );
}

/** Notes that somebody signed, for the proposals that others made. @param at by the ledger's clock */
export function hear(state: GateState, { actor, time }: Entry, at: number): void {
  const claimed = Date.parse(time);
  for (const proposal of state.proposals.values()) {
    if (proposal.status !== "open" || proposal.by === actor) continue;
    proposal.heard = { first: proposal.heard?.first ?? at, last: at };
    proposal.claims.set(actor, { first: proposal.claims.get(actor)?.first ?? claimed, last: claimed });
  }
}

/**
 * How long a proposal has waited, milliseconds: the longest that one person's own signatures span since it was made,
 * by their own clock, who did not make it. So neither the proposer's clock counts nor the ledger's, which the proposer
 * moves. What a recovery key asks for waits by two people's clocks, of whom one is a steward.
 */
export function waited(state: GateState, proposal: ProposalState, at: number, version: Version): number {
  if (version < 4) return waitedBefore(state, proposal, at);
  if (!isByRecovery(state, proposal)) return longest(spans(state, proposal))[0] ?? 0;
  const [, second = 0] = longest(spans(state, proposal));
  const steward = stewardsWaited(state, proposal, at);
  // Gates from before may have nobody but two stewards and the key; neither of these can bring that about.
  return othersOf(state, at).length === 0 ? steward : Math.min(steward, second);
}

function spans({ people }: GateState, { claims }: ProposalState): readonly number[] {
  return [...claims].flatMap(([id, { first, last }]) => (isRecovery(people.get(id)) ? [] : last - first));
}

function longest(all: readonly number[]): readonly number[] {
  return [...all].sort((a, b) => b - a);
}

function stewardsWaited({ people }: GateState, { claims }: ProposalState, at: number): number {
  const own = [...claims].map(([id, { first, last }]) => {
    const person = people.get(id);
    return person !== undefined && isSteward(person, at) ? last - first : 0;
  });
  return Math.max(0, ...own);
}

/** As entries before version 4 were counted: by the ledger's clock, which one who proposes can move meanwhile. */
function waitedBefore(state: GateState, proposal: ProposalState, at: number): number {
  if (isByRecovery(state, proposal)) return stewardsWaited(state, proposal, at);
  const { by, since, heard } = proposal;
  const span = heard === null ? 0 : heard.last - heard.first;
  if (span > 0) return span;
  const nobody = [...state.people.values()].every(
    (person) =>
      person.id === by || person.roles.includes("steward") || isRecovery(person) || !isActive(person, at),
  );
  return nobody ? at - since : 0;
}
