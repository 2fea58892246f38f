import { type ListState, type Move, moveList } from "../kit/window.ts";

/** A run at a glance scrolls: the cursor is the first line on screen. `stops` are the lines that can be first. */
export type GlanceAction = Move & { readonly stops: number };

/** Scrolls the lines of a run. */
export function glance(list: ListState, { move, stops }: GlanceAction): ListState {
  return moveList(list, move, stops, 1);
}
