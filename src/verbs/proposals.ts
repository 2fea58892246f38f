import type { Gate } from "../gate/gate.ts";
import { writeRosterFile } from "../gate/roster/file.ts";
import { backs } from "../gate/state/proposals.ts";
import type { GateState, ProposalState } from "../gate/state/state.ts";
import { stewardsNeeded, stewardsOf } from "../gate/state/stewards.ts";
import type { Entry } from "../ledger/entry.ts";
import type { Change, Person } from "../ledger/event.ts";
import type { SigningKey } from "../ledger/keys/signing-key.ts";
import { seal } from "../ledger/sealed.ts";
import { printable } from "../process/printable.ts";
import { type GateSession, inside, ledgerTime, nameIn, type OpenGate } from "./opened.ts";

/** A change that other stewards have to agree to. */
export interface Proposal {
  /** As c12. */
  readonly id: string;
  readonly what: "people" | "rules" | "exception" | "clock";
  /** Who proposed it, safe to print. */
  readonly by: string;
  /** Who agrees or backs it, with who proposed; safe to print. */
  readonly agree: readonly string[];
  /** Who, being no steward, says that it was seen: the delay counts by their clocks; safe to print. */
  readonly seen: readonly string[];
  /** Who, being no steward, says no to what a recovery key asks for; safe to print. */
  readonly against: readonly string[];
  /** How many have to. */
  readonly needed: number;
  readonly status: "open" | "stale" | "in force" | "vetoed";
  /** Vetoed once, and backed by more than half of the others since: nobody vetoes it again. */
  readonly backed: boolean;
  /** Who vetoed it last, safe to print; null: nobody did. */
  readonly vetoed_by: string | null;
  readonly reason: string | null;
  /** What would be otherwise, a line each; safe to print. */
  readonly changes: readonly string[];
}

/** Whether one steward decides alone, because there is no second one. */
export function hasSoleSteward({ [inside]: { gate } }: OpenGate): boolean {
  return stewardsOf(gate.state, gate.state.clock).length < 2;
}

/**
 * Makes a change, or proposes it where other stewards have to agree.
 * @returns the proposal's id; null where the change is in force
 */
export async function proposedOrChanged(
  gate: Gate,
  key: SigningKey,
  make: (state: GateState, at: number) => Change,
): Promise<string | null> {
  const { seq, event } = await proposedOrMade(gate, key, make);
  return event.type === "proposal" ? `c${seq}` : null;
}

/** {@link proposedOrChanged}, with its entry. */
export function proposedOrMade(
  gate: Gate,
  key: SigningKey,
  make: (state: GateState, at: number) => Change,
): Promise<Entry> {
  return gate.act(key, (state, _seq, at) => {
    const change = make(state, at);
    return stewardsNeeded(state, at) === 1 ? change : { type: "proposal", change };
  });
}

/** All proposals, the newest last. */
export function proposals(open: OpenGate): readonly Proposal[] {
  const { gate } = open[inside];
  return [...gate.state.proposals.values()].map((one) => proposalIn(open, one));
}

/**
 * Agrees to a change; the last steward who has to puts it in force. Of two stewards, others of the roster say that
 * they saw it, back what one of them vetoed, and agree to a clock.
 * @throws GateRefusal (exit code 3) when it is not open, or the person is none of these
 */
export async function consent(session: GateSession, id: string): Promise<Proposal> {
  return settle(session, { type: "consent", proposal: id });
}

/** Ends a proposal. @throws GateRefusal (exit code 3) where there is no veto, or the person is no steward */
export async function veto(session: GateSession, id: string, reason: string): Promise<Proposal> {
  return settle(session, { type: "veto", proposal: id, reason: seal(reason) });
}

/** Puts in force what the other of two stewards did not veto. @throws GateRefusal (exit code 3) before its delay is over */
export async function enact(session: GateSession, id: string): Promise<Proposal> {
  return settle(session, { type: "enactment", proposal: id });
}

async function settle(session: GateSession, event: Parameters<Gate["act"]>[1]): Promise<Proposal> {
  const { gate, keys } = session[inside];
  const { event: done } = await gate.act(keys.signing, event);
  await writeRosterFile(gate);
  const known = "proposal" in done ? gate.state.proposals.get(done.proposal) : undefined;
  return proposalIn(session, known as ProposalState);
}

function proposalIn(open: OpenGate, proposal: ProposalState): Proposal {
  const { gate } = open[inside];
  const { id, by, change, consents, status, changes, backed, vetoedBy } = proposal;
  const stale = status === "open" && changes !== gate.state.changes;
  const counts = change.type === "clock-set" || vetoedBy !== null;
  const saw = (person: string) => !counts && person !== by && backs(gate.state, person, id);
  const names = (people: readonly string[]) => people.map((one) => nameIn(gate, one));
  return {
    id,
    what: whats[change.type],
    by: nameIn(gate, by),
    agree: names([...consents].filter((one) => !saw(one))),
    seen: names([...consents].filter(saw)),
    against: names([...proposal.against]),
    needed: stewardsNeeded(gate.state, ledgerTime(open[inside])),
    status: stale ? "stale" : status,
    backed,
    vetoed_by: vetoedBy === null ? null : nameIn(gate, vetoedBy),
    reason: change.reason.value,
    changes: status === "open" && !stale ? differences(gate, proposal) : [],
  };
}

const whats = {
  "roster-changed": "people",
  "rules-changed": "rules",
  exception: "exception",
  "clock-set": "clock",
} as const satisfies Record<Change["type"], Proposal["what"]>;

function differences({ state }: Gate, { change, claimed }: ProposalState): readonly string[] {
  const iso = (at: number) => new Date(at).toISOString();
  if (change.type === "roster-changed")
    return change.people.flatMap((person) => personLine(state.people.get(person.id), person));
  if (change.type === "exception") {
    const { model, manifest, expires } = change;
    return [`${model} (manifest ${manifest.slice(0, 12)}…) draws without a green card until ${expires}`];
  }
  if (change.type === "clock-set")
    return [`the ledger's clock goes from ${iso(state.clock)} to ${iso(claimed)}`];
  const now = state.files;
  const names = [...new Set([...Object.keys(now), ...Object.keys(change.files)])].sort();
  return names.flatMap((name) => {
    if (now[name] === change.files[name]) return [];
    return [
      `${name} ${change.files[name] === undefined ? "goes" : now[name] === undefined ? "comes" : "changes"}`,
    ];
  });
}

function personLine(before: Person | undefined, now: Person): readonly string[] {
  if (JSON.stringify(before) === JSON.stringify(now)) return [];
  const keys = now.keys.filter(({ status }) => status === "active").map(({ id }) => id);
  const access =
    now.status === "revoked" ? "revoked" : `${now.roles.join(", ")}, ${keys.join(" ") || "no key"}`;
  return [
    `${before === undefined ? "comes" : "changes"}: ${printable(now.name.value ?? now.id)} (${access})`,
  ];
}
