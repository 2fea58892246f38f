import { type Entry, LATEST, type Version, versionOf } from "../../ledger/entry.ts";
import type { GateEvent } from "../../ledger/event.ts";
import type { Reason } from "../../process/reason.ts";
import { othersOf } from "./delay.ts";
import { samePerson } from "./same-person.ts";
import type { GateState } from "./state.ts";
import { stewardsOf } from "./stewards.ts";

/** How far an entry's time may lie ahead of what others vouch for, in days. */
export const REACH_DAYS = 92;

/** Vouches for the time from when a clock was set, so that who set it does not walk it on alone; no person's name. */
const A_SET_CLOCK = "";

const REACH = REACH_DAYS * 86_400_000;

/** When something happens. */
interface Moment {
  /** By the ledger's clock, milliseconds since 1970. */
  readonly at: number;
  /** Whether the time that was claimed lies beyond the bound, so that it counts at the ledger's clock. */
  readonly ahead: boolean;
}

/**
 * A claimed time by the ledger's clock, which never runs backwards, and which one signature moves by {@link REACH_DAYS}
 * at most: ahead of the last entry of anybody else, or of the clock where a steward signs and nobody else could vouch.
 */
export function momentOf(state: GateState, actor: string, time: string, version: Version = LATEST): Moment {
  const claimed = Date.parse(time);
  const ahead = version > 1 && state.leaves.length > 0 && claimed > vouched(state, actor, version) + REACH;
  return { at: ahead ? state.clock : Math.max(state.clock, claimed), ahead };
}

/** What stands for the time without this person. */
function vouched(state: GateState, actor: string, version: Version): number {
  const own = (person: string) => {
    if (person === A_SET_CLOCK) return version < 5;
    return version < 5 ? person === actor : samePerson(state, person, actor);
  };
  const others = [...state.lastBy].filter(([person]) => !own(person)).map(([, at]) => at);
  if (version > 4 && others.length === 0) return state.clock;
  const isSteward = state.people.get(actor)?.roles.includes("steward") === true;
  if (isSteward && (version < 3 || others.length === 0 || mayStandAlone(state, version))) return state.clock;
  return Math.max(0, ...others);
}

/** Whether a steward's word for the time is all that there may ever be: nothing else could mend a clock, then. */
function mayStandAlone(state: GateState, version: Version): boolean {
  const { length } = stewardsOf(state, state.clock, version);
  return length < 2 || (length === 2 && othersOf(state, state.clock, version).length === 0);
}

/** Whether an event says what the time is, so that no time of its own is held against it. */
export function isAboutClock({ proposals }: GateState, event: GateEvent): boolean {
  switch (event.type) {
    case "clock-set":
      return true;
    case "proposal":
      return event.change.type === "clock-set";
    case "consent":
    case "veto":
      return proposals.get(event.proposal)?.change.type === "clock-set";
    default:
      return false;
  }
}

/** Why a time is too far ahead, and what to do. */
export function aheadReason(state: GateState, actor: string, time: string): Reason {
  const last = new Date(vouched(state, actor, LATEST)).toISOString();
  return {
    rule: "clock-ahead",
    reason: `this machine's clock says ${time}, more than ${REACH_DAYS} days after what vouches for the time (${last}); where the clock is right, a steward says so: sluice gate clock --reason …`,
  };
}

/** Moves the ledger's clock to an entry, in place, and notes an entry whose own clock was wrong. @returns its moment */
export function tick(state: GateState, entry: Entry): number {
  const { seq, actor, time, event } = entry;
  const claimed = Date.parse(time);
  if (event.type === "clock-set") {
    setClock(state, actor, claimed);
    return state.clock;
  }
  const { at, ahead } = momentOf(state, actor, time, versionOf(entry));
  if (!isAboutClock(state, event)) {
    if (ahead) state.ahead.push(seq);
    else if (claimed < state.clock) state.behind.push(seq);
  }
  state.clock = at;
  state.lastBy.set(actor, at);
  return at;
}

/** Sets the ledger's clock, in place: what was signed by a wrong one vouches for nothing, and holds nothing up, any more. */
export function setClock(state: GateState, actor: string, to: number): void {
  state.lastBy.clear();
  for (const [person, said] of state.said) state.said.set(person, Math.min(said, to));
  state.clock = to;
  state.lastBy.set(actor, to);
  state.lastBy.set(A_SET_CLOCK, to);
}
