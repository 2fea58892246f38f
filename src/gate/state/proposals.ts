import type { Entry, Version } from "../../ledger/entry.ts";
import type { Change, GateEvent } from "../../ledger/event.ts";
import type { Reason } from "../../process/reason.ts";
import { othersOf, waited } from "./delay.ts";
import { isByRecovery } from "./recovery.ts";
import { samePerson } from "./same-person.ts";
import type { GateState, ProposalState } from "./state.ts";
import { stewardsNeeded, stewardsOf } from "./stewards.ts";

const HOUR = 3_600_000;

function why(rule: string, reason: string): Reason {
  return { rule, reason };
}

/** Why a change is not proposed; null where somebody else could agree to it. */
export function proposalFault(state: GateState, at: number, version: Version): Reason | null {
  return stewardsNeeded(state, at, version) === 1
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
  version: Version,
  changeFault: ChangeFault,
): Reason | null {
  const proposal = state.proposals.get(id);
  const others = backs(state, actor, id);
  // Who only says that it was seen says so again when the delay is over.
  if (proposal?.consents.has(actor) && (!others || version < 4 || proposal.status !== "open"))
    return why("agreed-already", `this person agreed to ${id} already`);
  if (others && version > 3 && samePerson(state, proposal?.by ?? "", actor))
    return why("same-person", "another name of who proposed it, with the same age identity, is nobody else");
  if (others) return backingFault(state, proposal, at, version);
  const fault = openFault(state, proposal, id);
  if (fault !== null || proposal === undefined) return fault;
  return agreed(state, proposal, at, actor, version) ? changeFault(proposal.change) : null;
}

/** Whether a person's consent is not a steward's: the state machine counts it, whatever the rules say of roles. */
export function backs({ people, proposals }: GateState, actor: string, id: string): boolean {
  return proposals.has(id) && people.get(actor)?.roles.includes("steward") === false;
}

/**
 * Whether a person's veto is not a steward's, under another name neither: of what a recovery key asks for, the others'
 * count, whatever their roles.
 */
export function objects(state: GateState, actor: string, id: string): boolean {
  const proposal = state.proposals.get(id);
  if (proposal === undefined || !backs(state, actor, id) || !isByRecovery(state, proposal)) return false;
  return !stewardsOf(state, state.clock)
    .flat()
    .some((steward) => samePerson(state, steward, actor));
}

/** Of two stewards others see what is open, back what one vetoed, and agree to a clock; else the stewards are enough. */
function backingFault(
  state: GateState,
  proposal: ProposalState | undefined,
  at: number,
  version: Version,
): Reason | null {
  if (proposal === undefined || stewardsOf(state, at, version).length !== 2)
    return why("no-steward", "only stewards agree to it");
  if (proposal.change.type === "clock-set" || (version > 3 && proposal.status === "open"))
    return openFault(state, proposal, proposal.id);
  const own = (vetoed: string) =>
    version < 5 ? vetoed === proposal.by : samePerson(state, vetoed, proposal.by);
  const another = !own(proposal.vetoedBy ?? "") && !isByRecovery(state, proposal);
  return proposal.status === "vetoed" && !isStale(state, proposal) && another
    ? null
    : why("no-steward", "only stewards agree to it; others back what one of two stewards vetoed");
}

/** Why a person cannot end a proposal; null where they may. */
export function vetoFault(
  state: GateState,
  actor: string,
  id: string,
  at: number,
  version: Version,
): Reason | null {
  const proposal = state.proposals.get(id);
  const fault = openFault(state, proposal, id);
  if (fault !== null || proposal === undefined) return fault;
  if (proposal.by === actor) return null;
  if (version > 3 && objects(state, actor, id))
    return proposal.against.has(actor) ? why("vetoed-already", `this person said no to ${id} already`) : null;
  if (isByRecovery(state, proposal))
    return why(
      "recovery-not-vetoed",
      "no steward vetoes what the recovery key asks for: more than half of the others do, or a change that both stewards agree to makes it stale",
    );
  if (proposal.backed)
    return why(
      "veto-overruled",
      `more than half of the others back ${id} after a veto: it is not vetoed again`,
    );
  return stewardsOf(state, at, version).length <= 2 && proposal.change.type !== "clock-set"
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
  version: Version,
  changeFault: ChangeFault,
): Reason | null {
  const proposal = state.proposals.get(id);
  const fault = openFault(state, proposal, id);
  if (fault !== null || proposal === undefined) return fault;
  if (stewardsOf(state, at, version).length > 2)
    return why(
      "needs-other-stewards",
      "of three stewards or more enough have to agree; no delay stands for them",
    );
  if (proposal.change.type === "clock-set")
    return why("needs-another-person", "a clock that is wrong counts no delay: somebody else has to agree");
  const hours = state.rules?.settings.changeHours ?? 0;
  if (waited(state, proposal, at, version) < hours * HOUR)
    return why(
      "too-early",
      `${id} comes into force ${hours} hours after it was proposed, by the clock of somebody else who signs meanwhile (sluice gate consent ${id}, now and then again, three times at least: the longest pause may be a clock that was set right, and does not count), unless the other steward agrees sooner`,
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
function agreed(
  state: GateState,
  { consents, change }: ProposalState,
  at: number,
  also: string,
  version: Version,
): boolean {
  const agrees = (id: string) => id === also || consents.has(id);
  const stewards = stewardsOf(state, at, version);
  const agreeing = stewards.filter((names) => names.some(agrees)).length;
  if (agreeing >= stewardsNeeded(state, at, version)) return true;
  if (change.type !== "clock-set" || stewards.length !== 2 || agreeing === 0) return false;
  return othersOf(state, at, version).some((names) => names.some(agrees));
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
    const made = { id, by: actor, change: event.change, claimed, changes, consents };
    const fresh = { since: at, heard: null, status: "open", vetoedBy: null, backed: false } as const;
    const waits = { from: claimed, claims: new Map() };
    state.proposals.set(id, { ...made, ...fresh, ...waits, against: new Set() });
    return null;
  }
  const proposal = state.proposals.get(event.proposal);
  if (proposal === undefined) return null;
  if (event.type === "veto") {
    refuse(state, proposal, actor, at);
    return null;
  }
  if (event.type === "consent" && proposal.status === "vetoed") {
    proposal.consents.add(actor);
    const others = othersOf(state, at, state.version);
    const backing = others.filter((names) => names.some((id) => proposal.consents.has(id))).length;
    // Who vetoed sees it come: the delay begins anew.
    if (backing * 2 > others.length) {
      const from = Math.max(proposal.from, Date.parse(time));
      Object.assign(proposal, { status: "open", backed: true, since: at, from, heard: null });
      proposal.claims.clear();
    }
    return null;
  }
  if (event.type === "consent" && backs(state, actor, proposal.id) && proposal.change.type !== "clock-set") {
    proposal.consents.add(actor);
    return null;
  }
  const comes = event.type === "enactment" || agreed(state, proposal, at, actor, state.version);
  proposal.consents.add(actor);
  if (!comes) return null;
  proposal.status = "in force";
  return proposal;
}

/** A veto: a steward's, or who proposed, ends it; of the others, against a recovery key, more than half. */
function refuse(state: GateState, proposal: ProposalState, actor: string, at: number): void {
  if (proposal.by !== actor && objects(state, actor, proposal.id)) {
    proposal.against.add(actor);
    const others = othersOf(state, at, state.version);
    const against = others.filter((names) => names.some((id) => proposal.against.has(id)));
    if (against.length * 2 <= others.length) return;
  }
  Object.assign(proposal, { status: "vetoed", vetoedBy: actor });
  // Who had only seen it may back it now.
  for (const id of proposal.consents) if (backs(state, id, proposal.id)) proposal.consents.delete(id);
}
