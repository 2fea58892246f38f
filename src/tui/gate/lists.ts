import { type EntryLine, listEntries } from "../../actions/gate/entries.ts";
import { listWork, type WorkLine } from "../../actions/gate/list.ts";
import type { GateSession } from "../../actions/gate/opened.ts";
import { maskText } from "../../exposure/mask.ts";

/** The three lists of the gate's screen. */
export const lists = ["inbox", "all", "ledger"] as const;

export type ListName = (typeof lists)[number];

/** One line of a list. */
export type GateLine =
  | { readonly kind: "work"; readonly item: WorkLine; readonly cells: readonly string[] }
  | { readonly kind: "entry"; readonly entry: EntryLine; readonly cells: readonly string[] };

/** Lines of a list, newest first; prompts are masked unless asked for. A granted request waits for who asked. */
export function linesOf(session: GateSession, list: ListName, clear: boolean): readonly GateLine[] {
  if (list === "ledger")
    return listEntries(session)
      .map(
        (entry): GateLine => ({
          kind: "entry",
          entry,
          cells: [
            String(entry.seq),
            entry.time.slice(0, 19),
            entry.who,
            [entry.type, ...entry.about].join(" "),
          ],
        }),
      )
      .reverse();
  const items = listWork(session).filter(
    ({ kind, status, waits, requester }) =>
      list === "all" ||
      waits ||
      (kind === "request" &&
        requester === session.me.id &&
        (status === "granted" || status === "generating")),
  );
  return items
    .map(
      (item): GateLine => ({
        kind: "work",
        item,
        cells: [item.id, item.status, item.who, whatOf(item, clear)],
      }),
    )
    .reverse();
}

function whatOf({ what, prompt }: WorkLine, clear: boolean): string {
  if (prompt === null) return what;
  return `${what}: ${clear ? prompt : maskText(prompt)}`;
}
