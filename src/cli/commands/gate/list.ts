import type { Gate } from "../../../gate/gate.ts";
import type { Entry } from "../../../gate/ledger/entry.ts";
import type { GateEvent } from "../../../gate/ledger/event.ts";
import type { GateState } from "../../../gate/state/state.ts";
import { workOf } from "../../../gate/work.ts";
import { CliError } from "../../../process/errors.ts";
import { printable } from "../../../process/printable.ts";
import type { AddCommand, Session } from "../../command.ts";
import { type GateFlags, gateOptions, nameOf, openForReading, show, table } from "../../gate-session.ts";

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
      if (flags.entries) listEntries(opened, flags, session);
      else listWork(opened, flags, session);
    });
  gateOptions(gate.command("show"))
    .description("all that the ledger says of a request, an image or an entry")
    .argument("<id>", "r12, r12.0 or an entry's number")
    .addHelpText("after", "\nExample:\n  sluice gate show r12 --json")
    .action(async (id: string, flags: GateFlags) =>
      showOne(await openForReading(flags, session), id, flags, session),
    );
};

function listWork({ state }: Gate, flags: ListFlags, session: Session): void {
  const items = workOf(state).filter(({ waits }) => waits || !flags.waiting);
  const rows = items.map(({ id, status, waits, who, what, prompt }) => ({
    id,
    status,
    waits,
    who: nameOf(state, who),
    what: printable(prompt === null ? what : `${what}: ${prompt}`),
  }));
  const lines = table(rows.map(({ id, status, who, what }) => [id, status, who, what]));
  show(session, flags, { schema: "sluice.gate-list/1", origin: state.origin, items: rows }, [
    ...lines,
    ...(rows.length === 0 ? ["nothing waits; next: sluice gate request 'a prompt'"] : []),
  ]);
}

function listEntries({ state, entries }: Gate, flags: ListFlags, session: Session): void {
  const rows = entries.map(({ seq, time, actor, event }) => [
    String(seq),
    `${time}${state.behind.includes(seq) ? " (clock behind)" : ""}`,
    nameOf(state, actor),
    event.type,
    subjectOf(event),
  ]);
  const document = entries.map(plain);
  show(
    session,
    flags,
    { schema: "sluice.gate-entries/1", origin: state.origin, entries: document },
    table(rows),
  );
}

function subjectOf(event: GateEvent): string {
  if ("request" in event) return event.request;
  if ("image" in event) return event.image;
  return event.type === "sheet" ? event.images.join(" ") : "";
}

function showOne({ state, entries }: Gate, id: string, flags: GateFlags, session: Session): void {
  const about = entries.filter(({ seq, event }) =>
    /^\d+$/u.test(id)
      ? seq === Number(id)
      : `r${seq}` === id ||
        ("request" in event &&
          (event.request === id || ("index" in event && `${event.request}.${event.index}` === id))) ||
        ("image" in event && event.image === id) ||
        (event.type === "sheet" && event.images.includes(id)),
  );
  if (about.length === 0)
    throw new CliError(
      `Cannot show "${printable(id)}": wanted r12, r12.0 or an entry's number; see sluice gate list`,
      { exitCode: 2 },
    );
  const document = { schema: "sluice.gate-entries/1", origin: state.origin, entries: about.map(plain) };
  show(
    session,
    flags,
    document,
    about.flatMap((entry) => entryLines(state, entry)),
  );
}

function plain({ seq, time, actor, key, event, leaf }: Entry): Record<string, unknown> {
  return { seq, time, actor, key, leaf: Buffer.from(leaf).toString("hex"), event };
}

function entryLines(state: GateState, { seq, time, actor, event }: Entry): readonly string[] {
  const { type, ...facts } = event;
  const head = `${seq}  ${type}  ${nameOf(state, actor)}  ${time}${state.behind.includes(seq) ? " (clock behind)" : ""}`;
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
