import { maskText } from "../../exposure/mask.ts";
import type { Gate } from "../../gate/gate.ts";
import type { Entry } from "../../gate/ledger/entry.ts";
import { type WorkItem, workOf } from "../../gate/work.ts";
import { printable } from "../../process/printable.ts";
import { nameIn } from "./session.ts";

/** The three lists of the gate's screen. */
export const lists = ["inbox", "all", "ledger"] as const;

export type ListName = (typeof lists)[number];

/** One line of a list. */
export type GateLine =
  | { readonly kind: "work"; readonly item: WorkItem; readonly cells: readonly string[] }
  | { readonly kind: "entry"; readonly entry: Entry; readonly cells: readonly string[] };

/**
 * Lines of a list, newest first; prompts are masked unless asked for.
 * @param me whose inbox it is: a granted request waits for who asked
 */
export function linesOf(gate: Gate, list: ListName, clear: boolean, me: string): readonly GateLine[] {
  if (list === "ledger")
    return gate.entries
      .map(
        (entry): GateLine => ({
          kind: "entry",
          entry,
          cells: [String(entry.seq), entry.time.slice(0, 19), nameIn(gate, entry.actor), aboutOf(entry)],
        }),
      )
      .reverse();
  const items = workOf(gate.state).filter(
    ({ kind, status, waits, who }) =>
      list === "all" ||
      waits ||
      (kind === "request" && who === me && (status === "granted" || status === "generating")),
  );
  return items
    .map(
      (item): GateLine => ({
        kind: "work",
        item,
        cells: [item.id, item.status, nameIn(gate, item.who), whatOf(item, clear)],
      }),
    )
    .reverse();
}

function whatOf({ what, prompt }: WorkItem, clear: boolean): string {
  if (prompt === null) return printable(what);
  return `${printable(what)}: ${printable(clear ? prompt : maskText(prompt))}`;
}

function aboutOf({ event }: Entry): string {
  if ("request" in event) return `${event.type} ${event.request}`;
  return "image" in event ? `${event.type} ${event.image}` : event.type;
}
