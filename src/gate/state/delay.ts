import { type Entry, LATEST, type Version } from "../../ledger/entry.ts";
import { isSteward } from "../roster/fault.ts";
import { isByRecovery, isRecovery } from "./recovery.ts";
import { byPerson, samePerson } from "./same-person.ts";
import { type Claims, type GateState, isActive, type ProposalState } from "./state.ts";

/**
 * Who is beside the stewards and can sign, each person with all their names: no recovery key, and no second name of a
 * steward's. Before version 4 each name counted.
 */
export function othersOf(
  state: GateState,
  at: number,
  version: Version = LATEST,
): readonly (readonly string[])[] {
  const people = [...state.people.values()];
  const others = people.filter(
    (person) =>
      isActive(person, at) &&
      !person.roles.includes("steward") &&
      !isRecovery(person) &&
      person.keys.some(({ status }) => status === "active"),
  );
  if (version < 4) return others.map(({ id }) => [id]);
  const stewards = people.filter((person) => isSteward(person, at));
  const beside = others.filter(({ id }) => !stewards.some((one) => samePerson(state, one.id, id)));
  return byPerson(
    state,
    beside.map(({ id }) => id),
  );
}

/** Notes that somebody signed, for the proposals that others made. @param at by the ledger's clock */
export function hear(state: GateState, { actor, time }: Entry, at: number): void {
  const claimed = Date.parse(time);
  const before = saidBefore(state, actor);
  for (const proposal of state.proposals.values()) {
    if (proposal.status !== "open" || proposal.by === actor) continue;
    proposal.heard = { first: proposal.heard?.first ?? at, last: at };
    // A machine that was behind and is corrected would seem to have waited.
    const from = Math.max(claimed, proposal.from, before);
    const known = proposal.claims.get(actor) ?? { first: claimed, from, latest: from, step: 0 };
    const latest = Math.max(known.latest, claimed);
    const step = Math.max(known.step, latest - known.latest);
    proposal.claims.set(actor, { ...known, last: claimed, latest, step });
  }
  state.said.set(actor, Math.max(claimed, state.said.get(actor) ?? claimed));
}

/** The latest time that a person claimed so far, under any of their names. */
function saidBefore(state: GateState, actor: string): number {
  const own = [...state.said].flatMap(([name, said]) => (samePerson(state, name, actor) ? said : []));
  return Math.max(0, ...own);
}

/**
 * How long a proposal has waited, milliseconds: the longest that one person's own signatures span since it was made,
 * by their own clock, who did not make it, under another name neither; less the longest step between two of them, which
 * may be a clock that was set right. So neither the proposer's clock counts nor the ledger's, which the proposer moves,
 * nor one that was always wrong. What a recovery key asks for waits by two people's clocks, of whom one is a steward.
 */
export function waited(state: GateState, proposal: ProposalState, at: number, version: Version): number {
  if (version < 4) return waitedBefore(state, proposal, at);
  const span = version < 5 ? wholeSpan : surelyWaited;
  const each = longest(spans(state, proposal, span));
  if (!isByRecovery(state, proposal)) return each[0] ?? 0;
  const [, second = 0] = each;
  const steward = stewardsWaited(state, proposal, at, span);
  // Gates from before may have nobody but two stewards and the key; neither of these can bring that about.
  return othersOf(state, at).length === 0 ? steward : Math.min(steward, second);
}

function wholeSpan({ from, last }: Claims): number {
  return Math.max(0, last - from);
}

function surelyWaited({ from, latest, step }: Claims): number {
  return latest - from - step;
}

/** How long each person waited, with whichever of their names waited longest. */
function spans(
  state: GateState,
  { by, claims }: ProposalState,
  span: (claims: Claims) => number,
): readonly number[] {
  const witnesses = [...claims.keys()].filter(
    (id) => !isRecovery(state.people.get(id)) && !samePerson(state, id, by),
  );
  return byPerson(state, witnesses).map((names) =>
    Math.max(...[...claims].map(([name, claimed]) => (names.includes(name) ? span(claimed) : 0))),
  );
}

function longest(all: readonly number[]): readonly number[] {
  return [...all].sort((a, b) => b - a);
}

function stewardsWaited(
  { people }: GateState,
  { claims }: ProposalState,
  at: number,
  long: (claims: Claims) => number,
): number {
  const own = [...claims].map(([id, claimed]) => {
    const person = people.get(id);
    return person !== undefined && isSteward(person, at) ? long(claimed) : 0;
  });
  return Math.max(0, ...own);
}

/** As entries before version 4 were counted: by the ledger's clock, which one who proposes can move meanwhile. */
function waitedBefore(state: GateState, proposal: ProposalState, at: number): number {
  if (isByRecovery(state, proposal))
    return stewardsWaited(state, proposal, at, ({ first, last }) => last - first);
  const { by, since, heard } = proposal;
  const span = heard === null ? 0 : heard.last - heard.first;
  if (span > 0) return span;
  const nobody = [...state.people.values()].every(
    (person) =>
      person.id === by || person.roles.includes("steward") || isRecovery(person) || !isActive(person, at),
  );
  return nobody ? at - since : 0;
}
