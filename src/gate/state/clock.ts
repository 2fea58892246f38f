import { type Entry, LATEST, type Version, versionOf } from "../../ledger/entry.ts";
import type { Reason } from "../../process/reason.ts";
import type { GateState } from "./state.ts";

/** How far an entry's time may lie ahead of what others vouch for, in days. */
export const REACH_DAYS = 92;

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
 * at most: ahead of the clock where a steward signs, of the last entry of anybody else where another person does.
 */
export function momentOf(state: GateState, actor: string, time: string, version: Version = LATEST): Moment {
  const claimed = Date.parse(time);
  const ahead = version > 1 && state.leaves.length > 0 && claimed > vouched(state, actor) + REACH;
  return { at: ahead ? state.clock : Math.max(state.clock, claimed), ahead };
}

/** What stands for the time without this person; a steward's every signature does. */
function vouched(state: GateState, actor: string): number {
  if (state.people.get(actor)?.roles.includes("steward")) return state.clock;
  const others = [...state.lastBy].filter(([person]) => person !== actor).map(([, at]) => at);
  return Math.max(0, ...others);
}

/** Why a time is too far ahead, and what to do. */
export function aheadReason(state: GateState, actor: string, time: string): Reason {
  const last = new Date(vouched(state, actor)).toISOString();
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
    // What was signed by a wrong clock vouches for nothing any more.
    state.lastBy.clear();
    state.clock = claimed;
  } else {
    const { at, ahead } = momentOf(state, actor, time, versionOf(entry));
    if (ahead) state.ahead.push(seq);
    else if (claimed < state.clock) state.behind.push(seq);
    state.clock = at;
  }
  state.lastBy.set(actor, state.clock);
  return state.clock;
}
