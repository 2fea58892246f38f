import { maskText } from "../../../exposure/mask.ts";
import type { EntryLine } from "../../../verbs/entries.ts";
import type { WorkLine } from "../../../verbs/list.ts";

/** The three lists of the gate's screen. */
export const lists = ["inbox", "all", "ledger"] as const;

export type ListName = (typeof lists)[number];

/** One line of a list. */
export type GateLine =
  | { readonly kind: "work"; readonly item: WorkLine; readonly cells: readonly string[] }
  | { readonly kind: "entry"; readonly entry: EntryLine; readonly cells: readonly string[] };

/** What was asked for and made, newest first: all, or what waits for a person. @param me a granted request waits for who asked */
export function workLines(
  work: readonly WorkLine[],
  list: "inbox" | "all",
  clear: boolean,
  me: string,
): readonly GateLine[] {
  const shown = list === "all" ? work : work.filter((item) => item.waits || isMineToMake(item, me));
  return shown
    .map(
      (item): GateLine => ({
        kind: "work",
        item,
        cells: [item.id, item.status, item.who, whatOf(item, clear)],
      }),
    )
    .reverse();
}

/** The ledger, newest first. */
export function entryLines(entries: readonly EntryLine[]): readonly GateLine[] {
  return entries
    .map(
      (entry): GateLine => ({
        kind: "entry",
        entry,
        cells: [String(entry.seq), entry.time.slice(0, 19), entry.who, aboutOf(entry)],
      }),
    )
    .reverse();
}

function isMineToMake({ kind, status, requester }: WorkLine, me: string): boolean {
  return kind === "request" && requester === me && (status === "granted" || status === "generating");
}

/** Prompts are masked unless asked for. */
function whatOf({ what, prompt }: WorkLine, clear: boolean): string {
  return prompt === null ? what : `${what}: ${clear ? prompt : maskText(prompt)}`;
}

function aboutOf({ type, event }: EntryLine): string {
  const about = event["request"] ?? event["image"];
  return typeof about === "string" ? `${type} ${about}` : type;
}
