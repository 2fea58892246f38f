import { type ListState, listStart, type Move, moveList } from "../kit/window.ts";
import type { Field, MapChanges, MapRole } from "./edit.ts";

/** A field or member as the screen shows it. */
export interface FieldRow {
  readonly name: string;
  /** What it is taken for. */
  readonly as: Field["as"] | MapRole;
  readonly isChanged: boolean;
  readonly pairs: number;
  readonly example: string;
}

export interface MapState {
  readonly list: ListState;
  readonly changes: MapChanges;
}

export type MapAction =
  | (Move & { readonly total: number; readonly height: number })
  /** Says what a field is; where it is proposed to be just that, there is nothing to say. */
  | { readonly type: "take"; readonly field: Field; readonly as: MapRole }
  | { readonly type: "forget" };

export const mapStart: MapState = { list: listStart, changes: {} };

/** The cursor over a dataset's fields, and what a person says of them. */
export function mapState(state: MapState, action: MapAction): MapState {
  switch (action.type) {
    case "move":
      return { ...state, list: moveList(state.list, action.move, action.total, action.height) };
    case "take": {
      const { field, as } = action;
      const { [field.name]: _, ...others } = state.changes;
      return { ...state, changes: field.as === as ? others : { ...others, [field.name]: as } };
    }
    case "forget":
      return { ...state, changes: {} };
  }
}

/** The lines of the screen, in the order of the proposal, so that none moves under the cursor. */
export function fieldRows(fields: readonly Field[], changes: MapChanges): readonly FieldRow[] {
  return fields.map(({ name, as, pairs, example }) => {
    const now = changes[name];
    return { name, as: now ?? as, isChanged: now !== undefined, pairs, example };
  });
}
