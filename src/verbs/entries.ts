import type { Entry } from "../ledger/entry.ts";
import { CliError } from "../process/errors.ts";
import { printable } from "../process/printable.ts";
import { inside, nameIn, type OpenGate } from "./opened.ts";

/** An entry of the ledger. The words of its event are not made safe to print. */
export interface EntryLine {
  readonly seq: number;
  /** ISO 8601, by the clock of who signed. */
  readonly time: string;
  /** Whether that clock was behind the entry before. */
  readonly behind: boolean;
  /** Pseudonym and name, safe to print, of who signed; the key's fingerprint. */
  readonly actor: string;
  readonly who: string;
  readonly key: string;
  /** Its leaf in the ledger's tree (hex). */
  readonly leaf: string;
  readonly type: string;
  /** The request or the images that it is about, as r12 or r12.0; none where it is about neither. */
  readonly about: readonly string[];
  readonly event: Readonly<Record<string, unknown>>;
}

/** The ledger, entry by entry, from the first. */
export function listEntries(open: OpenGate): readonly EntryLine[] {
  return open[inside].gate.entries.map((entry) => lineOf(open, entry));
}

/** The entries about a request (r12) or an image (r12.0), or of a number. @throws CliError (exit code 2) where there is none */
export function entriesAbout(open: OpenGate, id: string): readonly EntryLine[] {
  const about = (entry: Entry) =>
    /^\d+$/u.test(id) ? entry.seq === Number(id) : `r${entry.seq}` === id || isAbout(entry, id);
  const found = open[inside].gate.entries.filter(about);
  if (found.length === 0)
    throw new CliError(
      `Cannot show "${printable(id)}": wanted r12, r12.0 or an entry's number; see sluice gate list`,
      { exitCode: 2 },
    );
  return found.map((entry) => lineOf(open, entry));
}

function isAbout({ event }: Entry, id: string): boolean {
  if ("index" in event && `${event.request}.${event.index}` === id) return true;
  return subjectsOf(event).includes(id);
}

function lineOf({ [inside]: { gate } }: OpenGate, entry: Entry): EntryLine {
  const { seq, time, actor, key, leaf, event } = entry;
  return {
    ...{ seq, time, behind: gate.state.behind.includes(seq), actor, who: nameIn(gate, actor), key },
    ...{ leaf: Buffer.from(leaf).toString("hex"), type: event.type, about: subjectsOf(event) },
    event: { ...event },
  };
}

function subjectsOf(event: Entry["event"]): readonly string[] {
  if ("request" in event) return [event.request];
  if ("image" in event) return [event.image];
  if ("proposal" in event) return [event.proposal];
  return event.type === "sheet" ? event.images : [];
}
