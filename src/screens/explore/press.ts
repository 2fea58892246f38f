import { rungs } from "../../exposure/ladder.ts";
import type { RunColumn } from "../../run/decided-run.ts";
import { binPredicate } from "../../run/questions/bins.ts";
import type { Frequency } from "../../run/questions/statistics.ts";
import { FIRST_PICTURE } from "../gallery/state.ts";
import { theKey } from "../kit/hints.ts";
import { type Outcome, type Say, told } from "../kit/intents.ts";
import type { Move } from "../kit/window.ts";
import {
  both,
  type ExploreAction,
  type ExploreState,
  isCounting,
  type Pane,
  valuePredicate,
} from "./state.ts";
import { veilNamed } from "./veil.ts";

export type ExploreIntent =
  | Move
  | {
      readonly type:
        | "enter"
        | "sort"
        | "caption"
        | "clear"
        | "hide"
        | "mark"
        | "unmark"
        | "back"
        | "twins"
        | "more"
        | "more-pictures";
    }
  | { readonly type: "image"; readonly by: -1 | 1 }
  | { readonly type: "text" | "predicate" | "veil" | "meaning" | "pictures"; readonly text: string }
  | { readonly type: "scroll"; readonly by: -1 | 1 }
  | { readonly type: "column"; readonly by: -1 | 1 }
  | { readonly type: "pane"; readonly pane: Pane };

/** Shows the caption of the pair under the cursor, once it is written down within the reviewer's limits. */
export interface RevealCaption {
  readonly type: "reveal";
}

/** Shows the image of the pair under the cursor up to a rung, once that is written down within the reviewer's limits. */
export interface ShowPicture {
  readonly type: "picture";
  readonly rung: number;
}

/** Opens a pair's near duplicates beside it. */
export interface OpenTwins {
  readonly type: "twins";
  readonly key: string;
}

/** Looks for pairs by meaning: by words, or by the caption, or the picture, of the pair under the cursor. */
export type Find =
  | { readonly type: "find"; readonly over: SearchedBy; readonly words: string }
  | { readonly type: "find-like"; readonly over: SearchedBy };

/** What is searched. */
type SearchedBy = "captions" | "images";

/** Goes back to the screen before. */
export interface Leave {
  readonly type: "leave";
}

/** What is on screen, as far as keys depend on it. */
export interface Explored {
  /** Columns that the cursor can stand on, and the one it stands on. */
  readonly columns: number;
  readonly column: RunColumn | undefined;
  /** Rows under the lens, and how many of them fit. */
  readonly total: number;
  readonly height: number;
  /** Values that were counted, and how many of them fit. */
  readonly values: readonly Pick<Frequency, "value" | "bin">[];
  readonly valuesHeight: number;
  /** Key of the pair under the cursor, once it is here. */
  readonly paired: string | null;
  /** Whether its caption stands in clear, below the veil. */
  readonly clear: boolean;
  /** Lines of the detail, and how many of them fit. */
  readonly lines: number;
  readonly lineRows: number;
}

/** What an intent comes to. */
export function pressed(
  state: ExploreState,
  intent: ExploreIntent,
  explored: Explored,
): Outcome<ExploreAction, RevealCaption | ShowPicture | OpenTwins | Find | Leave | Say> {
  const { column, values } = explored;
  const counting = isCounting(state.pane);
  const to = (action: ExploreAction | null) => ({ effects: [], action });
  switch (intent.type) {
    case "move":
      return to({
        ...intent,
        total: counting ? values.length : explored.total,
        height: counting ? explored.valuesHeight : explored.height,
      });
    case "enter": {
      if (!counting) return to({ type: "pane", pane: "detail" });
      const value = values[state.value.cursor];
      if (value === undefined || column === undefined) return to(null);
      return to(valueDrill(state, column, value));
    }
    case "text":
      return to({ type: "text", text: intent.text });
    case "predicate":
      return to({ type: "typed", where: intent.text.trim() || null });
    case "back":
      if (state.trail.length > 0) return to({ type: "back" });
      if (!state.kept)
        return told(`marks are not saved: :save NAME saves them, ${theKey("U")} drops them`, "warning");
      return { effects: [{ type: "leave" }], action: null };
    case "column":
      return to({ ...intent, columns: explored.columns });
    case "sort":
      return to(column === undefined ? null : { type: "sort", column: column.name });
    case "veil": {
      const veil = veilNamed(intent.text);
      return typeof veil === "number" ? to({ type: "veil", veil }) : { effects: [veil], action: null };
    }
    case "scroll":
      return to({ ...intent, lines: explored.lines, rows: explored.lineRows });
    case "image":
      if (intent.by < 0) return to({ type: "unimage" });
      if (state.pane !== "detail" || explored.paired === null)
        return told(`${theKey("enter")} explains a pair; then ${theKey("i")} shows its image`);
      return { effects: [{ type: "picture", rung: moreOf(state.rung) }], action: null };
    case "meaning":
    case "pictures":
      return found(intent.type === "meaning" ? "captions" : "images", intent.text.trim());
    case "more":
    case "more-pictures": {
      const [key, over] = intent.type === "more" ? (["m", "captions"] as const) : (["M", "images"] as const);
      if (counting || explored.paired === null) return told(`${theKey(key)} is of the pair under the cursor`);
      return { effects: [{ type: "find-like", over }], action: null };
    }
    case "twins":
      if (counting || explored.paired === null) return told(`${theKey("n")} is of the pair under the cursor`);
      return { effects: [{ type: "twins", key: explored.paired }], action: null };
    case "caption":
      if (explored.clear) return told(`this caption stands in clear already: ${theKey("V")} moves the veil`);
      if (state.revealed !== null) return to({ type: "uncaption" });
      if (state.pane !== "detail" || explored.paired === null)
        return told(`${theKey("enter")} explains a pair; then ${theKey("c")} shows its caption`);
      return { effects: [{ type: "reveal" }], action: null };
    case "mark":
      if (counting || explored.paired === null) return told(`${theKey("space")} marks pairs in the table`);
      return to({ type: "mark", key: explored.paired, total: explored.total, height: explored.height });
    case "unmark":
      return state.marks.size === 0 ? told("no pair is marked") : to({ type: "unmark" });
    case "pane":
      return to(intent);
    case "clear":
    case "hide":
      return to({ type: intent.type });
  }
}

/** The next rung of a picture: text and scores show nothing of it. */
function moreOf(rung: number): number {
  return rung === 0 ? FIRST_PICTURE : Math.min(rungs.length - 1, rung + 1);
}

/** Exactly the pairs that a value, or a range, counts: those under the lens that have it. */
function valueDrill(
  { lens }: ExploreState,
  column: RunColumn,
  { value, bin }: Pick<Frequency, "value" | "bin">,
): ExploreAction {
  const predicate = bin ? binPredicate(column.name, bin) : valuePredicate(column, value);
  const crumb = bin ? `${column.name} ${value}` : predicate;
  return { type: "where", where: both(lens.where, predicate), crumb };
}

function found(over: SearchedBy, words: string): Outcome<never, Find | Say> {
  const nothing = {
    captions: "~ looks for captions by what they mean",
    images: "P looks for pictures by what they show",
  };
  return words === ""
    ? told(`${nothing[over]}: type words`)
    : { effects: [{ type: "find", over, words }], action: null };
}
