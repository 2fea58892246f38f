import type { RunColumn } from "../../run/decided-run.ts";
import { everything, type Lens } from "../../run/questions/lens.ts";
import { type ListMove, type ListState, listStart, moveList } from "../kit/window.ts";

/** What the lower or right pane shows. */
export type Pane = "none" | "detail" | "frequencies" | "histogram";

/** A filter, and how one came to it. */
export interface Step {
  readonly lens: Lens;
  /** What was opened one after the other, as people read it. */
  readonly crumbs: readonly string[];
}

export interface ExploreState extends Step {
  /** What was filtered by before, the last one last. */
  readonly trail: readonly Step[];
  readonly list: ListState;
  /** Index into the columns of the column cursor. */
  readonly column: number;
  readonly pane: Pane;
  /** Cursor in the table of frequencies. */
  readonly value: ListState;
  /** Key of the pair whose caption is shown in clear, until the cursor moves. */
  readonly revealed: string | null;
  /** Rung of the exposure ladder at which the explained pair's image is shown, until the cursor moves; 0 is none. */
  readonly rung: number;
  /** Keys whose images may be drawn, with the rung that was counted. */
  readonly imaged: ReadonlyMap<string, number>;
  /** First line of the detail that is on screen. */
  readonly scroll: number;
  /** Captions whose text scores lie below it stand in clear, once counted; 0 masks all. */
  readonly veil: number;
  /** Keys of pairs whose captions were counted as read. */
  readonly counted: ReadonlySet<string>;
  /** Keys of pairs that were marked, under any lens. */
  readonly marks: ReadonlySet<string>;
  /** Whether the marks are saved, or there were none. */
  readonly kept: boolean;
}

export type ExploreAction =
  | { readonly type: "move"; readonly move: ListMove; readonly total: number; readonly height: number }
  | { readonly type: "column"; readonly by: -1 | 1; readonly columns: number }
  | { readonly type: "sort"; readonly column: string }
  | { readonly type: "text"; readonly text: string }
  /** Another predicate, which holds the one before: a part of the same pairs. */
  | { readonly type: "where"; readonly where: string | null; readonly crumb?: string }
  /** The predicate as a person wrote it, in the place of the one before; null takes it away. */
  | { readonly type: "typed"; readonly where: string | null }
  /** Pairs that were found by meaning, in their order. */
  | { readonly type: "found"; readonly lens: Lens; readonly crumb: string }
  /** The filter before this one. */
  | { readonly type: "back" }
  | { readonly type: "clear" }
  | { readonly type: "pane"; readonly pane: Pane }
  | { readonly type: "reveal"; readonly key: string }
  /** What a pair's image is shown up to; it was counted before. */
  | { readonly type: "image"; readonly key: string; readonly rung: number }
  | { readonly type: "unimage" | "uncaption" }
  /** One line of the detail up or down; the face knows how many there are and how many fit. */
  | { readonly type: "scroll"; readonly by: -1 | 1; readonly lines: number; readonly rows: number }
  | { readonly type: "veil"; readonly veil: number }
  | { readonly type: "counted"; readonly keys: readonly string[] }
  /** Marks a pair, or takes its mark away; the cursor goes on. */
  | { readonly type: "mark"; readonly key: string; readonly total: number; readonly height: number }
  | { readonly type: "unmark" }
  /** These marks are saved now. */
  | { readonly type: "saved"; readonly marks: ReadonlySet<string> }
  | { readonly type: "hide" };

/** All pairs, or those for which a predicate holds. */
export function lensOf(where: string | undefined): Lens {
  return { ...everything, where: where ?? null };
}

export function exploreStart(
  lens: Lens = everything,
  veil = 0,
  crumbs: readonly string[] = [],
): ExploreState {
  return {
    lens,
    crumbs,
    trail: [],
    list: listStart,
    column: 0,
    pane: "none",
    value: listStart,
    revealed: null,
    rung: 0,
    imaged: new Map(),
    scroll: 0,
    veil,
    counted: new Set(),
    marks: new Set(),
    kept: true,
  };
}

/** The explore screen: moving always hides, another lens starts at the top. */
export function explore(state: ExploreState, action: ExploreAction): ExploreState {
  switch (action.type) {
    case "move": {
      const { move, total, height } = action;
      if (isCounting(state.pane)) return { ...state, value: moveList(state.value, move, total, height) };
      return { ...state, list: moveList(state.list, move, total, height), ...hidden };
    }
    case "column": {
      const column = Math.max(0, Math.min(action.columns - 1, state.column + action.by));
      return { ...state, column, value: listStart };
    }
    case "sort":
      return under(state, { ...state.lens, sort: nextSort(state.lens.sort, action.column) });
    case "text":
      return under(state, { ...state.lens, text: action.text });
    case "where": {
      const { where, crumb = where } = action;
      const crumbs = [...state.crumbs, ...(where === null ? [] : [crumb ?? ""])];
      return { ...drilled(state, { lens: { ...state.lens, where }, crumbs }), pane: "none" };
    }
    case "typed": {
      const { where } = action;
      // It takes the place of every predicate before it; what chose the pairs themselves still holds.
      const chosen = state.lens.keys ? state.crumbs.slice(0, 1) : [];
      const crumbs = [...chosen, ...(where === null ? [] : [where])];
      // A pane that was opened while the predicate was still looked at stays.
      return { ...drilled(state, { lens: { ...state.lens, where }, crumbs }), value: listStart };
    }
    case "found":
      return { ...drilled(state, { lens: action.lens, crumbs: [action.crumb] }), pane: "none" };
    case "back": {
      const before = state.trail.at(-1);
      if (before === undefined) return state;
      return { ...under(state, before.lens), crumbs: before.crumbs, trail: state.trail.slice(0, -1) };
    }
    case "clear":
      return drilled(state, { lens: everything, crumbs: [] });
    case "pane":
      return {
        ...state,
        pane: state.pane === action.pane ? "none" : action.pane,
        value: listStart,
        rung: 0,
        scroll: 0,
      };
    case "scroll": {
      const last = Math.max(0, action.lines - action.rows);
      return { ...state, scroll: Math.max(0, Math.min(last, state.scroll + action.by)) };
    }
    case "veil":
      return { ...state, veil: action.veil };
    case "counted":
      return { ...state, counted: new Set([...state.counted, ...action.keys]) };
    case "mark": {
      const marks = new Set(state.marks);
      if (!marks.delete(action.key)) marks.add(action.key);
      const { total, height } = action;
      return explore(
        { ...state, marks, kept: marks.size === 0 },
        { type: "move", move: "down", total, height },
      );
    }
    case "unmark":
      return { ...state, marks: new Set(), kept: true };
    case "saved":
      return action.marks === state.marks ? { ...state, kept: true } : state;
    case "reveal":
      return { ...state, revealed: action.key };
    case "image": {
      const { key, rung } = action;
      const counted = Math.max(rung, state.imaged.get(key) ?? 0);
      return { ...state, rung, imaged: new Map(state.imaged).set(key, counted) };
    }
    case "unimage":
      return { ...state, rung: 0 };
    case "uncaption":
      return { ...state, revealed: null };
    case "hide":
      return { ...state, revealed: null, rung: 0 };
  }
}

/** What the cursor on another pair leaves. */
const hidden = { revealed: null, rung: 0, scroll: 0 } as const;

/** Whether the pane is a list of values or ranges, over which keys move. */
export function isCounting(pane: Pane): boolean {
  return pane === "frequencies" || pane === "histogram";
}

/** Another filter, from which `-` leads back; the same one twice is one. */
function drilled(state: ExploreState, { lens, crumbs }: Step): ExploreState {
  const same = JSON.stringify(lens) === JSON.stringify(state.lens);
  const trail = same ? state.trail : [...state.trail, { lens: state.lens, crumbs: state.crumbs }];
  return { ...under(state, lens), crumbs, trail };
}

/** Both predicates. */
export function both(where: string | null, more: string): string {
  return where === null ? more : `(${where}) AND ${more}`;
}

function under(state: ExploreState, lens: Lens): ExploreState {
  return { ...state, lens, list: listStart, ...hidden };
}

/** High values first, then low ones, then as stored. */
function nextSort(sort: Lens["sort"], column: string): Lens["sort"] {
  if (sort?.column !== column) return { column, descending: true };
  return sort.descending ? { column, descending: false } : null;
}

/** A predicate for one value of a column, as a person would write it. */
export function valuePredicate({ name, kind }: RunColumn, value: string | null): string {
  if (value === null) return `${name} IS NULL`;
  if (kind === "flag" || (kind === "number" && Number.isInteger(Number(value)))) return `${name} = ${value}`;
  // A fraction goes in quotes: as a text it takes the column's own precision, which a literal does not have.
  const text = `'${value.replaceAll("'", "''")}'`;
  return kind === "list" ? `list_contains(${name}, ${text})` : `${name} = ${text}`;
}
