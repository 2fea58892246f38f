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

/** Keys of every list: vim's and arrows. */
export const listKeys: readonly {
  readonly keys: readonly string[];
  readonly help: string;
  readonly move: ListMove;
}[] = [
  { keys: ["j", "down"], help: "next", move: "down" },
  { keys: ["k", "up"], help: "previous", move: "up" },
  { keys: ["ctrl-d", "pagedown", "ctrl-f"], help: "page down", move: "page-down" },
  { keys: ["ctrl-u", "pageup", "ctrl-b"], help: "page up", move: "page-up" },
  { keys: ["g", "home"], help: "first", move: "first" },
  { keys: ["G", "end"], help: "last", move: "last" },
];

/** What a list's keys mean; the face knows how long the list is and how much of it fits. */
export interface Move {
  readonly type: "move";
  readonly move: ListMove;
}

/** The keys of a list as a screen's table has them. */
export const moveKeys: readonly Binding<Move>[] = listKeys.map(({ keys, help, move }) => ({
  keys,
  help,
  action: { type: "move", move },
}));
