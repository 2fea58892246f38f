import { type ListState, listStart, type Move, moveList, moveTo } from "../kit/window.ts";
import type { HomeEntry } from "./entries.ts";

/** The first line is a heading. */
export const homeStart: ListState = { ...listStart, cursor: 1 };

export type HomeAction = Move & { readonly entries: readonly HomeEntry[]; readonly height: number };

/** The cursor over everything that home lists: it rests on no heading. */
export function home(list: ListState, { move, entries, height }: HomeAction): ListState {
  const at = restingAt(list, entries);
  return skipHeadings(moveList({ ...list, cursor: at }, move, entries.length, height), at, entries, height);
}

/** Index of the entry that is chosen, also where the list has changed under the cursor. */
export function restingAt({ cursor }: ListState, entries: readonly HomeEntry[]): number {
  if (!isHeading(entries[cursor])) return cursor;
  return Math.max(
    0,
    entries.findIndex((entry) => !isHeading(entry)),
  );
}

function isHeading(entry: HomeEntry | undefined): boolean {
  return entry === undefined || entry.kind === "heading";
}

/** The cursor rests on no heading: past one it goes on in the same direction where it can, and shows the one above it. */
function skipHeadings(
  list: ListState,
  from: number,
  entries: readonly HomeEntry[],
  height: number,
): ListState {
  const step = list.cursor < from ? -1 : 1;
  const past = (by: number) => {
    let at = list.cursor;
    while (entries[at] && isHeading(entries[at])) at += by;
    return at;
  };
  // At an end of the list there is only the other way.
  const cursor = entries[past(step)] ? past(step) : past(-step);
  if (!entries[cursor]) return { ...list, cursor: from };
  const shown = moveTo(list, cursor, entries.length, height);
  return isHeading(entries[cursor - 1])
    ? { cursor, top: Math.min(shown.top, Math.max(0, cursor - 1)) }
    : shown;
}
