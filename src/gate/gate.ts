import { join } from "node:path";
import type { Disk } from "../ledger/disk.ts";
import { type Entry, type Head, NOTHING_BEFORE, readEntry, SCHEMA, writeEntry } from "../ledger/entry.ts";
import type { GateEvent, Person } from "../ledger/event.ts";
import { ledgerFile } from "../ledger/file.ts";
import type { SigningKey } from "../ledger/keys/signing-key.ts";
import { CliError, oneLine, Refused } from "../process/errors.ts";
import type { Reason } from "../process/reason.ts";
import { turns } from "../process/serial-queue.ts";
import { aheadReason, isAboutClock, momentOf } from "./state/clock.ts";
import { openingLines } from "./state/due.ts";
import {
  EntryFault,
  faultRule,
  type Refusal,
  type Replay,
  refusalOf,
  replay,
  wordsGone,
} from "./state/replay.ts";
import { type GateState, isActive } from "./state/state.ts";

/** What a gate takes of the world. */
export interface GateContext {
  readonly now: () => Date;
  /** Hears what a person should know: a torn line that was recovered, a clock that is behind. */
  readonly say?: (line: string) => void;
  readonly disk?: Disk;
}

/** The gate said no: exit code 3, with every reason as a value. */
export class GateRefusal extends Refused {
  /** The steward's rules that said so; none where the state machine did. */
  readonly rules: readonly string[];
  constructor(action: string, { rules, reason, reasons }: Refusal) {
    super(`Cannot ${action}: ${reason}${rules.length === 0 ? "" : ` [${rules.join(", ")}]`}`, reasons);
    this.rules = rules;
  }
}

/** A refusal that the state machine gives, or a guard outside the rules. @param rules ids to be named in the message */
export function refusalBy(reason: Reason, rules: readonly string[] = []): Refusal {
  return { reasons: [reason], rules, reason: reason.reason };
}

/**
 * An event, or how to make it from the state that it will follow, the number that its entry will have, and its
 * moment by the ledger's clock in milliseconds.
 */
export type EventMaker = GateEvent | ((state: GateState, seq: number, at: number) => GateEvent);

/** A gate that was opened: its whole ledger was verified. */
export interface Gate {
  readonly folder: string;
  readonly state: GateState;
  readonly entries: readonly Entry[];
  /** Reads what other processes appended. */
  refresh(): Promise<GateState>;
  /**
   * The person whose key this is.
   * @throws GateRefusal when it is nobody's, lost or revoked
   */
  personOf(key: SigningKey): Person;
  /**
   * Checks an action against state machine and rules as of now, signs its entry and appends it. Whatever the
   * action does takes effect only after this resolves: the entry is on disk then. Entries of one process stand in
   * the order in which they were asked for.
   * @throws GateRefusal (exit code 3) with the rule's reason; CliError (1) when the disk fails, (2) when the event
   * is none that the ledger could read back
   */
  act(key: SigningKey, event: EventMaker): Promise<Entry>;
}

/** What a person wanted, for the message that refuses it. */
const verbs: Readonly<Record<GateEvent["type"], string>> = {
  "roster-changed": "change the roster",
  "rules-changed": "change the rules",
  request: "ask for images",
  "prompt-blocked": "ask for images",
  approval: "approve",
  denial: "deny",
  "generation-started": "generate",
  submitted: "submit",
  "drawing-started": "draw",
  "drawing-revealed": "reveal",
  "drawing-ended": "end a drawing",
  "image-judged": "record an image",
  "image-rechecked": "check again",
  reveal: "reveal",
  "image-reviewed": "review",
  release: "release",
  sheet: "make a contact sheet",
  destroyed: "destroy",
  exception: "make an exception",
  checkpoint: "sign a checkpoint",
  "clock-set": "set the ledger's clock",
  repaired: "repair the ledger",
  "card-signed": "sign the card",
  proposal: "propose",
  consent: "consent",
  veto: "veto",
  enactment: "put in force",
};

export function ledgerPath(folder: string): string {
  return join(folder, "ledger.jsonl");
}

/**
 * Opens a gate and verifies its ledger: every signature, every link, every rule.
 * @throws CliError (exit code 2) where there is no gate, (3) where its ledger does not verify
 */
export async function openGate(folder: string, context: GateContext): Promise<Gate> {
  const gate = gateOn(folder, context, replay());
  await gate.refresh();
  if (gate.entries.length < 2)
    throw new CliError(
      `Cannot open gate "${folder}": its making was interrupted; remove the folder and make it anew: sluice gate init`,
      {
        exitCode: 2,
      },
    );
  for (const line of openingLines(gate.state, context.now().getTime())) context.say?.(line);
  return gate;
}

/** A gate on a replay that may still be empty; {@link openGate} is what others want. */
export function gateOn(folder: string, { now, say, disk }: GateContext, log: Replay): Gate {
  const file = ledgerFile(ledgerPath(folder), say, disk);
  // Two reads at a time would take the same lines twice.
  const inTurn = turns();
  const takeAll = (lines: readonly string[]) => {
    for (const line of lines) taken(log, line, folder);
  };
  const personOf = (key: SigningKey) => ownerOf(log.state, key, now().getTime());
  return {
    folder,
    get state() {
      return log.state;
    },
    entries: log.entries,
    refresh: () =>
      inTurn(async () => {
        takeAll(await file.news());
        return log.state;
      }),
    personOf,
    act: (key, make) =>
      inTurn(async () => {
        let line = "";
        await file.append((news) => {
          takeAll(news);
          const time = now().toISOString();
          const known = log.entries.length === 0 ? null : personOf(key);
          const { at, ahead } = momentOf(log.state, known?.id ?? "", time);
          const event = typeof make === "function" ? make(log.state, log.entries.length, at) : make;
          const actor = known ?? firstActor(event, key);
          const isLate = ahead && !isAboutClock(log.state, event);
          const late = isLate ? refusalBy(aheadReason(log.state, actor.id, time)) : null;
          const refusal = late ?? refusalOf(log.state, actor, event, at);
          if (refusal) throw new GateRefusal(verbs[event.type], refusal);
          line = writeEntry(headOf(log, time, actor, key), event, key);
          refuseUnreadable(line, event);
          return line;
        });
        return taken(log, line, folder);
      }),
  };
}

/** What is on disk stays there: an entry that could not be read back would close the gate for good. */
function refuseUnreadable(line: string, { type }: GateEvent): void {
  try {
    readEntry(line);
  } catch (cause) {
    throw new CliError(`Cannot ${verbs[type]}: ${oneLine(cause)}`, { exitCode: 2, cause });
  }
}

/** Entries that stand in a ledger that was verified up to them; a grant is made of nothing else. */
const recorded = new WeakSet<Entry>();

/** Whether an entry was read from, or appended to, a gate's own ledger. */
export function isRecorded(entry: Entry): boolean {
  return recorded.has(entry);
}

function taken(log: Replay, line: string, folder: string): Entry {
  try {
    const entry = log.take(line);
    const withheld = Object.keys(entry.disclosures).length !== commitmentsOf(entry);
    if (withheld) throw new EntryFault(`entry ${entry.seq}: ${wordsGone.reason}`, wordsGone.rule);
    recorded.add(entry);
    return entry;
  } catch (cause) {
    const reason = oneLine(cause);
    throw new Refused(
      `Cannot trust gate "${folder}": ${reason}; see sluice gate verify, and sluice gate repair`,
      [{ rule: faultRule(cause), reason }],
      { cause },
    );
  }
}

/** Different commitments in an entry's body. */
export function commitmentsOf({ signed }: Entry): number {
  return new Set(signed.body.match(/"(?:sealed|veiled)":"[0-9a-f]{64}"/gu)).size;
}

function headOf(log: Replay, time: string, actor: Person, key: SigningKey): Head {
  const last = log.entries.at(-1);
  return {
    schema: SCHEMA,
    origin: log.state.origin,
    seq: log.entries.length,
    time,
    previous: last === undefined ? NOTHING_BEFORE : Buffer.from(last.leaf).toString("hex"),
    actor: actor.id,
    key: key.public.id,
  };
}

function firstActor(event: GateEvent, key: SigningKey): Person {
  const people = event.type === "roster-changed" ? event.people : [];
  const person = people.find(({ keys }) => keys.some(({ id }) => id === key.public.id));
  if (person === undefined)
    throw new GateRefusal(
      "begin a ledger",
      refusalBy({ rule: "key-not-in-roster", reason: "its first roster lacks the key that signs it" }),
    );
  return person;
}

function ownerOf(state: GateState, { public: { id } }: SigningKey, now: number): Person {
  const found = state.keys.get(id);
  const person = found && state.people.get(found.person);
  const refuse = (rule: string, reason: string): never => {
    throw new GateRefusal("act", refusalBy({ rule, reason }));
  };
  if (found === undefined || person === undefined)
    return refuse(
      "nobodys-key",
      `key ${id} is nobody's in this gate; a steward enrols it: sluice gate enrol NAME --key FILE`,
    );
  if (!found.active)
    return refuse("key-revoked", `key ${id} was revoked or reported lost; a steward issues another`);
  if (!isActive(person, Math.max(now, state.clock)))
    return refuse("access-ended", "this person's access was revoked or has ended");
  return person;
}
