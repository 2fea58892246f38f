import { theKey } from "../kit/hints.ts";
import type { Go } from "../kit/intents.ts";
import { type Outcome, type Say, told } from "../kit/intents.ts";
import { type ListState, type Move, moveList } from "../kit/window.ts";
import type { GlanceLine } from "./lines.ts";

/** A run at a glance is a list of lines; the face knows how many there are and how many fit. */
export type GlanceAction = Move & { readonly total: number; readonly height: number };

/** Opens the pairs that the line under the cursor counts. */
export interface Drill {
  readonly type: "drill";
}

/** Moves over the lines of a run. */
export function glance(list: ListState, { move, total, height }: GlanceAction): ListState {
  return moveList(list, move, total, height);
}

/** What a line opens: exactly the pairs that it counts. */
export function drilled(
  line: Pick<GlanceLine, "id" | "where"> | undefined,
  folder: string,
  none = `this line counts no pairs of its own: ${theKey("enter")} on a number opens its pairs`,
): Outcome<never, Go | Say> {
  if (line?.where == null) return told(none);
  const route = { screen: "explore", folder, where: line.where, crumb: line.id } as const;
  return { effects: [{ type: "go", route }], action: null };
}
