import type { Entry } from "../../ledger/entry.ts";
import type { Change, GateEvent, Person } from "../../ledger/event.ts";
import type { Reason } from "../../process/reason.ts";
import { isSteward } from "../roster/fault.ts";
import { isByRecovery, isRecovery, stewardsWaited } from "./recovery.ts";
import { type GateState, isActive, type ProposalState } from "./state.ts";

const HOUR = 3_600_000;

function why(rule: string, reason: string): Reason {
  return { rule, reason };
}

/** The stewards who can sign. @param at milliseconds */
export function stewardsOf({ people }: GateState, at: number): readonly Person[] {
  return [...people.values()].filter((person) => isSteward(person, at));
}

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

/** How many stewards have to agree to a change: one where there is no other, never all of three or more. */
export function stewardsNeeded(state: GateState, at: number): number {
  const { length } = stewardsOf(state, at);
  if (length <= 2) return Math.max(1, length);
  return Math.min(Math.max(2, state.rules?.settings.stewards ?? 2), length - 1);
}

/** Why nobody makes such a change alone; null where there is only one steward. */
export function aloneFault(state: GateState, at: number): Reason | null {
  const needed = stewardsNeeded(state, at);
  return needed === 1
    ? null
    : why(
        "needs-other-stewards",
        `${needed} of ${stewardsOf(state, at).length} stewards have to agree to it: propose it`,
      );
}

/** Why a change is not proposed; null where somebody else could agree to it. */
export function proposalFault(state: GateState, at: number): Reason | null {
  return stewardsNeeded(state, at) === 1
    ? why("nobody-to-agree", "there is no other steward who could agree: change it")
    : null;
}

/** Whether the change itself could stand now. */
type ChangeFault = (change: Change) => Reason | null;

/** Why a person cannot agree, or back; null where they may. */
export function consentFault(
  state: GateState,
  actor: string,
  id: string,
  at: number,
  changeFault: ChangeFault,
): Reason | null {
  const proposal = state.proposals.get(id);
  if (proposal?.consents.has(actor)) return why("agreed-already", `this person agreed to ${id} already`);
  if (backs(state, actor, id)) return backingFault(state, proposal, at);
  const fault = openFault(state, proposal, id);
  if (fault !== null || proposal === undefined) return fault;
  return agreed(state, proposal, at, actor) ? changeFault(proposal.change) : null;
}

/** Whether a person's consent is not a steward's: the state machine counts it, whatever the rules say of roles. */
export function backs({ people, proposals }: GateState, actor: string, id: string): boolean {
  return proposals.has(id) && people.get(actor)?.roles.includes("steward") === false;
}

/** Of two stewards others back what one vetoed, and agree to a clock; else the stewards are enough. */
function backingFault(state: GateState, proposal: ProposalState | undefined, at: number): Reason | null {
  if (proposal === undefined || stewardsOf(state, at).length !== 2)
    return why("no-steward", "only stewards agree to it");
  if (proposal.change.type === "clock-set") return openFault(state, proposal, proposal.id);
  return proposal.status === "vetoed" && !isStale(state, proposal) && proposal.vetoedBy !== proposal.by
    ? null
    : why("no-steward", "only stewards agree to it; others back what one of two stewards vetoed");
}

/** Why a person cannot end a proposal; null where they may. */
export function vetoFault(state: GateState, actor: string, id: string, at: number): Reason | null {
  const proposal = state.proposals.get(id);
  const fault = openFault(state, proposal, id);
  if (fault !== null || proposal === undefined) return fault;
  if (proposal.by === actor) return null;
  if (isByRecovery(state, proposal))
    return why(
      "recovery-not-vetoed",
      "nobody vetoes what the recovery key asks for; a change that both stewards agree to makes it stale",
    );
  if (proposal.backed)
    return why(
      "veto-overruled",
      `more than half of the others back ${id} after a veto: it is not vetoed again`,
    );
  return stewardsOf(state, at).length <= 2 && proposal.change.type !== "clock-set"
    ? null
    : why(
        "no-veto",
        "there is no veto where no delay would put it in force: what too few agree to does not come",
      );
}

/** Why a proposal cannot come into force by its delay; null where it may. */
export function enactmentFault(
  state: GateState,
  id: string,
  at: number,
  changeFault: ChangeFault,
): Reason | null {
  const proposal = state.proposals.get(id);
  const fault = openFault(state, proposal, id);
  if (fault !== null || proposal === undefined) return fault;
  if (stewardsOf(state, at).length > 2)
    return why(
      "needs-other-stewards",
      "of three stewards or more enough have to agree; no delay stands for them",
    );
  if (proposal.change.type === "clock-set")
    return why("needs-another-person", "a clock that is wrong counts no delay: somebody else has to agree");
  const hours = state.rules?.settings.changeHours ?? 0;
  if (waited(state, proposal, at) < hours * HOUR)
    return why(
      "too-early",
      `${id} comes into force ${hours} hours after it was proposed, by the clocks of others who sign meanwhile, unless the other steward agrees sooner`,
    );
  return changeFault(proposal.change);
}

function openFault(state: GateState, proposal: ProposalState | undefined, id: string): Reason | null {
  if (proposal === undefined) return why("no-such-proposal", `there is no proposal ${id}`);
  if (proposal.status !== "open") return why("not-open", `${id} is ${proposal.status}`);
  return isStale(state, proposal)
    ? why("stale-proposal", `people or rules changed since ${id}: propose it anew`)
    : null;
}

function isStale(state: GateState, proposal: ProposalState): boolean {
  return proposal.changes !== state.changes;
}

/** Whether enough stewards agree, and this one with them. Who is no steward any more does not count. */
function agreed(state: GateState, { consents, change }: ProposalState, at: number, also: string): boolean {
  const agrees = ({ id }: Person) => id === also || consents.has(id);
  const stewards = stewardsOf(state, at);
  const agreeing = stewards.filter(agrees).length;
  if (agreeing >= stewardsNeeded(state, at)) return true;
  return (
    change.type === "clock-set" && stewards.length === 2 && agreeing > 0 && othersOf(state, at).some(agrees)
  );
}

/**
 * How long a proposal has waited: what others' signatures span since it was made, so that who proposed cannot turn
 * the clock on. Only where nobody else could sign but the two stewards, it is the ledger's clock.
 */
function waited(state: GateState, proposal: ProposalState, at: number): number {
  if (isByRecovery(state, proposal)) return stewardsWaited(state, proposal, at);
  const { by, since, heard } = proposal;
  if (heard !== null) {
    const span = heard.last - heard.first;
    if (span > 0) return span;
  }
  const witnesses = [...state.people.values()].filter(
    (person) =>
      person.id !== by && !person.roles.includes("steward") && !isRecovery(person) && isActive(person, at),
  );
  return witnesses.length === 0 ? at - since : 0;
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

/** Takes an entry about a proposal into the state, in place. @returns the proposal whose change it puts in force */
export function advanceProposals(
  state: GateState,
  { seq, actor, time }: Entry,
  event: Extract<GateEvent, { type: "proposal" | "consent" | "veto" | "enactment" }>,
  at: number,
): ProposalState | null {
  if (event.type === "proposal") {
    const { changes } = state;
    const [id, consents, claimed] = [`c${seq}`, new Set([actor]), Date.parse(time)];
    const made = { id, by: actor, change: event.change, claimed, changes, consents, claims: new Map() };
    const fresh = { since: at, heard: null, status: "open", vetoedBy: null, backed: false } as const;
    state.proposals.set(id, { ...made, ...fresh });
    return null;
  }
  const proposal = state.proposals.get(event.proposal);
  if (proposal === undefined) return null;
  if (event.type === "veto") {
    Object.assign(proposal, { status: "vetoed", vetoedBy: actor });
    return null;
  }
  if (event.type === "consent" && proposal.status === "vetoed") {
    proposal.consents.add(actor);
    const others = othersOf(state, at);
    const backing = others.filter(({ id }) => proposal.consents.has(id)).length;
    // Who vetoed sees it come: the delay begins anew.
    if (backing * 2 > others.length)
      Object.assign(proposal, { status: "open", backed: true, since: at, heard: null });
    return null;
  }
  const comes = event.type === "enactment" || agreed(state, proposal, at, actor);
  proposal.consents.add(actor);
  if (!comes) return null;
  proposal.status = "in force";
  return proposal;
}
