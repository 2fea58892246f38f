import { type ListState, listStart, moveTo } from "../kit/window.ts";

/** What was drawn of a tile: its highest rung, and since when. */
export interface DrawnTile {
  readonly rung: number;
  /** Milliseconds. */
  readonly since: number;
}

/** How large tiles are: cells across, and rows of picture. */
export interface TileSize {
  readonly columns: number;
  readonly rows: number;
}

/** The lowest rung that shows something of an image. */
export const FIRST_PICTURE = 2;

/** From small to large; the last one takes the free area. */
export const ZOOMS = 4;

export interface GalleryState {
  /** By position in the lens; `top` is the first tile on screen. */
  readonly list: ListState;
  readonly zoom: number;
  /** Rung of the exposure ladder at which tiles are shown; 0 shows no picture. */
  readonly rung: number;
  /** Whether that rung may be shown now: asked anew each time that a person wants to see more. */
  readonly allowed: boolean;
  readonly marks: ReadonlySet<string>;
  /** Whether the marks are saved, judged, or there were none. */
  readonly kept: boolean;
  /** Keys whose pictures may be drawn, with the rung that was counted. */
  readonly counted: ReadonlyMap<string, number>;
  readonly drawn: ReadonlyMap<string, DrawnTile>;
  /** Keys that were judged here, and how. */
  readonly judged: ReadonlyMap<string, string>;
}

/** The grid on screen, as the face laid it out. */
export interface Grid {
  readonly across: number;
  readonly down: number;
  readonly total: number;
}

export type TileMove = "left" | "right" | "up" | "down" | "page-up" | "page-down" | "first" | "last";

export type GalleryAction =
  | { readonly type: "move"; readonly move: TileMove; readonly grid: Grid }
  | { readonly type: "zoom"; readonly by: -1 | 1 }
  | { readonly type: "show"; readonly rung: number }
  | { readonly type: "counted"; readonly keys: readonly string[]; readonly rung: number }
  | { readonly type: "drawn"; readonly key: string; readonly rung: number; readonly now: number }
  | { readonly type: "mark"; readonly key: string }
  | { readonly type: "mark-many"; readonly keys: readonly string[] }
  | { readonly type: "unmark" }
  | { readonly type: "saved" }
  | { readonly type: "judged"; readonly keys: readonly string[]; readonly verdict: string };

export function galleryStart(): GalleryState {
  return {
    ...{ list: listStart, zoom: 1, rung: 0, allowed: false, marks: new Set(), kept: true },
    ...{ counted: new Map(), drawn: new Map(), judged: new Map() },
  };
}

/** Whether a tile's picture may be drawn: it is asked for, within the reviewer's limits, and counted. */
export function isOpen(
  { rung, allowed, counted }: Pick<GalleryState, "rung" | "allowed" | "counted">,
  key: string,
): boolean {
  return rung >= FIRST_PICTURE && allowed && (counted.get(key) ?? 0) >= rung;
}

/** What is to be counted, or asked for, before it is drawn: null where nothing is. */
export function uncounted<Row>(
  { rung, allowed, counted }: Pick<GalleryState, "rung" | "allowed" | "counted">,
  window: readonly Row[],
  keyOf: (row: Row) => string,
): readonly Row[] | null {
  if (rung < FIRST_PICTURE) return null;
  const pending = window.filter((row) => (counted.get(keyOf(row)) ?? 0) < rung);
  return pending.length === 0 && allowed ? null : pending;
}

/** A grid of tiles behind the veil; marks stay under any move, and go once they are judged. */
export function gallery(state: GalleryState, action: GalleryAction): GalleryState {
  switch (action.type) {
    case "move":
      return { ...state, list: moved(state.list, action.move, action.grid) };
    case "zoom": {
      const zoom = Math.max(0, Math.min(ZOOMS - 1, state.zoom + action.by));
      return { ...state, zoom, list: { cursor: state.list.cursor, top: state.list.cursor } };
    }
    case "show":
      return { ...state, rung: action.rung, allowed: false };
    case "counted": {
      const counted = new Map(state.counted);
      for (const key of action.keys) counted.set(key, Math.max(action.rung, counted.get(key) ?? 0));
      return { ...state, counted, allowed: true };
    }
    case "drawn": {
      const { key, rung, now } = action;
      const before = state.drawn.get(key);
      if (before !== undefined && before.rung >= rung) return state;
      return { ...state, drawn: new Map(state.drawn).set(key, { rung, since: before?.since ?? now }) };
    }
    case "mark": {
      const marks = new Set(state.marks);
      if (!marks.delete(action.key)) marks.add(action.key);
      return { ...state, marks, kept: marks.size === 0 };
    }
    case "mark-many":
      return { ...state, marks: new Set([...state.marks, ...action.keys]), kept: false };
    case "unmark":
      return { ...state, marks: new Set(), kept: true };
    case "saved":
      return { ...state, kept: true };
    case "judged": {
      const judged = new Map(state.judged);
      const marks = new Set(state.marks);
      for (const key of action.keys) {
        judged.set(key, action.verdict);
        marks.delete(key);
      }
      return { ...state, judged, marks, kept: marks.size === 0 };
    }
  }
}

/** The tile that a move leads to; the window goes on by whole rows. */
function moved({ cursor, top }: ListState, move: TileMove, { across, down, total }: Grid): ListState {
  const steps: Readonly<Record<TileMove, number>> = {
    left: cursor - 1,
    right: cursor + 1,
    up: cursor - across,
    down: cursor + across,
    "page-up": cursor - across * down,
    "page-down": cursor + across * down,
    first: 0,
    last: total - 1,
  };
  const to = Math.max(0, Math.min(total - 1, steps[move]));
  const rows = moveTo(
    { cursor: Math.floor(cursor / across), top: Math.floor(top / across) },
    Math.floor(to / across),
    Math.ceil(total / across),
    down,
  );
  return { cursor: to, top: rows.top * across };
}
