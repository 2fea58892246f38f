import {
  type Entry,
  entrySignedBy,
  LATEST,
  NOTHING_BEFORE,
  readEntry,
  type Version,
  versionOf,
} from "../../ledger/entry.ts";
import type { GateEvent, Person } from "../../ledger/event.ts";
import { parsePublicKey } from "../../ledger/keys/public-key.ts";
import type { Reason } from "../../process/reason.ts";
import { advance } from "./advance.ts";
import { authorise } from "./authorise.ts";
import { momentOf } from "./clock.ts";
import { foreignFault } from "./evidence.ts";
import { hindrance } from "./legal.ts";
import { ownWork } from "./same-person.ts";
import { emptyState, type GateState } from "./state.ts";

/** Why an action may not be. */
export interface Refusal {
  /** Each reason by itself, by the rule that gives it: the steward's, or the state machine's own. */
  readonly reasons: readonly Reason[];
  /** The steward's rules among them; none where the state machine said no. */
  readonly rules: readonly string[];
  /** All of it in one line. */
  readonly reason: string;
}

/** A ledger's entries and what they add up to. */
export interface Replay {
  readonly state: GateState;
  readonly entries: readonly Entry[];
  /**
   * Takes one more line, after checking all of it: shape, commitments, place in the chain, signature, state
   * machine, rules.
   * @throws Error with one line that begins with the entry's number
   */
  take(line: string): Entry;
}

/**
 * An empty replay.
 * @param origin null: the first entry says it
 */
export function replay(origin: string | null = null): Replay {
  let state = emptyState(origin ?? "");
  const entries: Entry[] = [];
  return {
    get state() {
      return state;
    },
    entries,
    take(line) {
      try {
        const entry = readEntry(line);
        if (entries.length === 0 && origin === null) state = emptyState(entry.origin);
        const fault = faultOf(state, entry);
        if (fault !== null) throw new EntryFault(fault.reason, fault.rule);
        advance(state, entry);
        entries.push(entry);
        return entry;
      } catch (cause) {
        const what = cause instanceof Error ? cause.message : String(cause);
        throw new EntryFault(`entry ${entries.length}: ${what}`, faultRule(cause));
      }
    },
  };
}

/** An entry that cannot stand where it stands. */
export class EntryFault extends Error {
  readonly rule: string;
  constructor(message: string, rule: string) {
    super(message);
    this.rule = rule;
  }
}

/** Words that an entry commits to are not beside it. */
export const wordsGone: Reason = { rule: "words-gone", reason: "words that it commits to are gone" };

/** The id of what a replay stumbled on: `wrong-signature`, a rule of the gate, `unreadable-entry`. */
export function faultRule(cause: unknown): string {
  return cause instanceof EntryFault ? cause.rule : "unreadable-entry";
}

function faultOf(state: GateState, entry: Entry): Reason | null {
  const because = (rule: string, reason: string): Reason => ({ rule, reason });
  const last = state.leaves.at(-1);
  const previous = last === undefined ? NOTHING_BEFORE : Buffer.from(last).toString("hex");
  if (entry.origin !== state.origin)
    return because("another-ledger", `it is of the ledger "${entry.origin}"`);
  if (entry.seq !== state.leaves.length)
    return because("another-number", `it says that it is entry ${entry.seq}`);
  const version = versionOf(entry);
  if (version < state.version)
    return because("older-version", "it is of an older kind than the entries before it");
  if (entry.previous !== previous) return because("broken-chain", "it does not follow the entry before it");
  const people =
    state.leaves.length === 0 && entry.event.type === "roster-changed" ? entry.event.people : null;
  const person = people ? people.find(({ id }) => id === entry.actor) : state.people.get(entry.actor);
  const key = person?.keys.find(({ id, status }) => id === entry.key && status === "active");
  if (person === undefined || key === undefined)
    return because("anothers-key", "its key is not one that its actor may sign with");
  if (people && !person.roles.includes("steward"))
    return because("no-stewards-key", "a ledger begins with a steward's signature");
  if (!entrySignedBy(entry, parsePublicKey(key.public)))
    return because("wrong-signature", "its signature is wrong");
  const { at } = momentOf(state, entry.actor, entry.time, version);
  const refusal = refusalOf(state, person, entry.event, at, version);
  return refusal && because(refusal.reasons[0]?.rule ?? "not-permitted", refusal.reason);
}

/**
 * Why a person may not do this now; null where they may.
 * @param version whose checks hold: of what is written, but for entries that stand already
 */
export function refusalOf(
  state: GateState,
  actor: Person,
  event: GateEvent,
  at: number,
  version: Version = LATEST,
): Refusal | null {
  const reason =
    hindrance(state, actor.id, event, at, version) ??
    (version > 1 ? foreignFault(state, event, version) : null);
  if (reason !== null) return { reasons: [reason], rules: [], reason: reason.reason };
  const decision = authorise(state, actor, event, at, version);
  if (decision.allowed) {
    const own = version > 1 ? ownWork(state, actor.id, event, version) : null;
    return own && { reasons: [own], rules: [], reason: own.reason };
  }
  const { reasons, rules, reason: all } = decision;
  return { reasons, rules, reason: all };
}
