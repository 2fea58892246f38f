import { printable } from "../../../process/printable.ts";
import type { EntryLine } from "../../../verbs/entries.ts";
import { entriesAbout, listEntries } from "../../../verbs/entries.ts";
import { factsOf } from "../../../verbs/facts.ts";
import { listWork } from "../../../verbs/list.ts";
import type { OpenGate } from "../../../verbs/opened.ts";
import { type EnrolledAlone, whoMayBeSteward } from "../../../verbs/roster.ts";
import type { AddCommand, Session } from "../../../words/command.ts";
import { type GateFlags, gateOptions, openForReading, show, table } from "../../gate-session.ts";

interface ListFlags extends GateFlags {
  readonly waiting?: boolean;
  readonly entries?: boolean;
}

/** `sluice gate list` and `show`. */
export const addList: AddCommand = (gate, session) => {
  gateOptions(gate.command("list"))
    .description("requests and images, and what they wait for")
    .option("--waiting", "only what waits for a person")
    .option("--entries", "the ledger instead, entry by entry")
    .addHelpText("after", "\nExamples:\n  sluice gate list --waiting\n  sluice gate list --entries")
    .action(async (flags: ListFlags) => {
      const opened = await openForReading(flags, session);
      if (flags.entries) printEntries(opened, flags, session);
      else printWork(opened, flags, session);
    });
  gateOptions(gate.command("show"))
    .description("all that the ledger says of a request, an image or an entry")
    .argument("<id>", "r12, r12.0 or an entry's number")
    .addHelpText("after", "\nExample:\n  sluice gate show r12 --json")
    .action(async (id: string, flags: GateFlags) =>
      showOne(await openForReading(flags, session), id, flags, session),
    );
};

function printWork(open: OpenGate, flags: ListFlags, session: Session): void {
  const items = listWork(open).filter(({ waits }) => waits || !flags.waiting);
  const rows = items.map(({ id, status, waits, who, what, prompt, hindrance: why }) => ({
    ...{ id, status, waits, who },
    what: prompt === null ? what : `${what}: ${prompt}`,
    why,
  }));
  const lines = table(rows.map(({ id, status, who, what }) => [id, status, who, what]));
  show(session, flags, { schema: "sluice.gate-list/1", origin: open.origin, items: rows }, [
    ...lines,
    ...(rows.length === 0 ? ["nothing waits; next: sluice gate request 'a prompt'"] : []),
  ]);
}

function printEntries(open: OpenGate, flags: ListFlags, session: Session): void {
  const entries = listEntries(open);
  const rows = entries.map(({ seq, time, behind, who, type, about }) => [
    String(seq),
    `${time}${behind ? " (clock behind)" : ""}`,
    who,
    type,
    about.join(" "),
  ]);
  show(session, flags, documentOf(open, entries), table(rows));
}

function showOne(open: OpenGate, id: string, flags: GateFlags, session: Session): void {
  const about = entriesAbout(open, id);
  const facts = factsOf(open, id);
  const foreign = facts?.kind === "request" ? facts.foreign : [];
  const alone = whoMayBeSteward(open, [...new Set(about.map(({ actor }) => actor))]);
  show(session, flags, { ...documentOf(open, about), foreign, enrolled_alone: alone }, [
    ...about.flatMap(entryLines),
    ...foreign.map((one) => `not the gate's own: ${one}`),
    ...aloneLines(alone),
  ]);
}

/** Names whoever may be the steward who enrolled them. */
export function aloneLines(alone: readonly EnrolledAlone[]): readonly string[] {
  return alone.map(({ who, by }) => `${who} was enrolled by ${by} alone, and may be ${by}`);
}

function documentOf({ origin }: OpenGate, entries: readonly EntryLine[]): Record<string, unknown> {
  const plain = entries.map(({ seq, time, actor, key, leaf, event }) => ({
    ...{ seq, time, actor, key, leaf, event },
  }));
  return { schema: "sluice.gate-entries/1", origin, entries: plain };
}

function entryLines({ seq, type, who, time, behind, event }: EntryLine): readonly string[] {
  const { type: _, ...facts } = event;
  const head = `${seq}  ${type}  ${who}  ${time}${behind ? " (clock behind)" : ""}`;
  const lines = Object.entries(facts).map(([name, value]) => `    ${name}: ${printable(words(name, value))}`);
  return [head, ...lines];
}

/** A value on one line; of a commitment its words, or its hash where they were redacted. */
function words(name: string, value: unknown): string {
  if (value !== null && typeof value === "object" && "sealed" in value && "value" in value)
    return typeof value.value === "string" ? value.value : `sealed ${String(value.sealed).slice(0, 12)}…`;
  return typeof value === "string" ? value : JSON.stringify(telling(name, value), telling);
}

/** Of scores only those that say something. */
function telling(name: string, value: unknown): unknown {
  if (name !== "scores" || value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).filter(([, score]) => score !== 0));
}
