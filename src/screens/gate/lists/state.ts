import { type ListMove, type ListState, listStart, moveList, moveTo } from "../../kit/window.ts";
import { type ListName, lists } from "./lines.ts";

export interface GateListsState {
  readonly name: ListName;
  readonly list: ListState;
  /** Whether prompts are in clear. */
  readonly clear: boolean;
}

export type GateListsAction =
  | { readonly type: "move"; readonly move: ListMove; readonly total: number; readonly height: number }
  | { readonly type: "next-list" }
  | { readonly type: "clear" }
  /** Masks the prompts again. */
  | { readonly type: "hide" };

export const gateListsStart: GateListsState = { name: "inbox", list: listStart, clear: false };

export function gateLists(state: GateListsState, action: GateListsAction): GateListsState {
  switch (action.type) {
    case "move": {
      const { move, total, height } = action;
      return { ...state, list: moveList(windowOf(state, total, height), move, total, height) };
    }
    case "next-list": {
      const name = lists[(lists.indexOf(state.name) + 1) % lists.length] ?? "inbox";
      return { ...state, name, list: listStart };
    }
    case "clear":
      return { ...state, clear: !state.clear };
    case "hide":
      return { ...state, clear: false };
  }
}

/** The window on a list that may have shrunk meanwhile: what was acted on leaves the inbox. */
export function windowOf({ list }: GateListsState, total: number, height: number): ListState {
  return moveTo(list, list.cursor, total, height);
}
