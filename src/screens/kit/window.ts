import type { Binding } from "./keys.ts";

/** A list's cursor and the first row on screen: only rows in the window are ever mounted. */
export interface ListState {
  readonly cursor: number;
  readonly top: number;
}

export const listStart: ListState = { cursor: 0, top: 0 };

/** Moves the cursor to an index, scrolling as little as needed. */
export function moveTo(list: ListState, index: number, total: number, height: number): ListState {
  const cursor = Math.max(0, Math.min(total - 1, index));
  const lowest = Math.max(0, total - height);
  const top = Math.max(cursor - height + 1, Math.min(list.top, cursor, lowest), 0);
  return { cursor, top };
}

/** How a list is moved by keys. */
export type ListMove = "up" | "down" | "page-up" | "page-down" | "first" | "last";

/** One step of the cursor. */
export function moveList(list: ListState, move: ListMove, total: number, height: number): ListState {
  const page = Math.max(1, height - 1);
  const steps: Readonly<Record<ListMove, number>> = {
    up: list.cursor - 1,
    down: list.cursor + 1,
    "page-up": list.cursor - page,
    "page-down": list.cursor + page,
    first: 0,
    last: total - 1,
  };
  return moveTo(list, steps[move], total, height);
}

/** What a list's keys mean; the face knows how long the list is and how much of it fits. */
export interface Move {
  readonly type: "move";
  readonly move: ListMove;
}

const moves = (keys: readonly string[], help: string, move: ListMove): Binding<Move> => ({
  keys,
  help,
  action: { type: "move", move },
});

/** Keys of every list: vim's and arrows. */
export const listKeys: readonly Binding<Move>[] = [
  moves(["j", "down"], "next", "down"),
  moves(["k", "up"], "previous", "up"),
  moves(["ctrl-d", "pagedown", "ctrl-f"], "page down", "page-down"),
  moves(["ctrl-u", "pageup", "ctrl-b"], "page up", "page-up"),
  moves(["g", "home"], "first", "first"),
  moves(["G", "end"], "last", "last"),
];
