import type { Shared } from "../kit/bound.ts";
import { theKey } from "../kit/hints.ts";
import type { Say } from "../kit/intents.ts";
import type { Route } from "../route.ts";
import type { CommandEffect } from "./command-table.ts";

/** What lies over the screen. */
export type Overlay =
  | { readonly kind: "help"; readonly text: string; readonly cursor: number }
  | { readonly kind: "palette"; readonly text: string; readonly cursor: number }
  /** A question in the bottom line; `secret` is typed unseen. */
  | {
      readonly kind: "question";
      readonly label: string;
      readonly secret: boolean;
      readonly text: string;
    }
  | { readonly kind: "panic" };

/** One line above the key bar, until the next key. */
export interface Notice {
  readonly text: string;
  readonly kind: "info" | "warning";
  /** It asks whether what is not saved may be dropped: the same wish again says yes. */
  readonly asks?: true;
}

export interface AppState {
  /** The last one is on screen; never empty. */
  readonly routes: readonly [Route, ...Route[]];
  readonly overlay: Overlay | null;
  /** Grows when the screen, or the data under it, was replaced: the screen starts anew. */
  readonly generation: number;
  readonly notice: Notice | null;
  /** Lines that were entered in the palette, the last one last. */
  readonly history: readonly string[];
}

/** A screen as it was opened. */
export type Place = Pick<AppState, "routes" | "generation">;

export type AppAction =
  | { readonly type: "go"; readonly route: Route }
  /** The same, in place of the screen that is left: nothing goes back to it. */
  | { readonly type: "replace"; readonly route: Route }
  | { readonly type: "back" }
  | ({ readonly type: "say" } & Notice)
  | { readonly type: "quiet" }
  | { readonly type: "refresh" }
  | { readonly type: "open"; readonly overlay: Overlay }
  /** Opens what was answered and then refused again, unless the screen was left or something else lies over it. */
  | ({ readonly type: "reopen"; readonly overlay: Overlay } & Place)
  | { readonly type: "close" }
  /** Closes the palette, and keeps its line. */
  | { readonly type: "entered"; readonly text: string }
  /** The line that was entered before, or after, the one that stands in the palette. */
  | { readonly type: "recall"; readonly by: -1 | 1 }
  | { readonly type: "type"; readonly text: string }
  | { readonly type: "point"; readonly cursor: number };

export function appStart(route: Route): AppState {
  const routes: AppState["routes"] = route.screen === "home" ? [route] : [{ screen: "home" }, route];
  return { routes, overlay: null, notice: null, generation: 0, history: [] };
}

/** The frame's state: a stack of screens, one overlay, one notice. */
export function app(state: AppState, action: AppAction): AppState {
  switch (action.type) {
    case "go":
      return moved(state, routesTo(state.routes, action.route));
    case "replace": {
      const [home, ...rest] = state.routes;
      return moved(state, routesTo([home, ...rest.slice(0, -1)], action.route));
    }
    case "back": {
      const [first, ...rest] = state.routes;
      return { ...state, routes: [first, ...rest.slice(0, -1)], overlay: null };
    }
    case "say":
      return { ...state, notice: noticeOf(action) };
    case "quiet":
      return state.notice === null ? state : { ...state, notice: null };
    case "refresh":
      return { ...state, generation: state.generation + 1 };
    case "open":
      return { ...state, overlay: action.overlay };
    case "reopen": {
      const left = state.routes !== action.routes || state.generation !== action.generation;
      return left || state.overlay !== null ? state : { ...state, overlay: action.overlay };
    }
    case "close":
      return { ...state, overlay: null };
    case "entered": {
      const text = action.text.trim();
      const history = text === "" ? state.history : [...state.history.filter((one) => one !== text), text];
      return { ...state, overlay: null, history };
    }
    case "recall":
      return recalled(state, action.by);
    case "type":
      return typed(state, action.text);
    case "point":
      return state.overlay !== null && "cursor" in state.overlay
        ? { ...state, overlay: { ...state.overlay, cursor: action.cursor } }
        : state;
  }
}

function noticeOf({ text, kind, asks }: Notice): Notice {
  return { text, kind, ...(asks && { asks }) };
}

/**
 * Why a screen is not left at the first wish: what would be lost; null where it may be.
 * @param unsaved what it is, and which key saves it
 */
export function holdsBack(notice: Notice | null, unsaved: string | null): Notice | null {
  if (unsaved === null || notice?.asks) return null;
  return { text: `${unsaved}, the same key again drops it`, kind: "warning", asks: true };
}

/** Why a command of the palette is not carried out: what stands unsaved on the screen would be lost; null where it may be. */
export function commandHeld(
  effect: CommandEffect,
  routes: AppState["routes"],
  unsaved: string | null,
): Say | null {
  if (unsaved === null || effect.type === "say" || effect.type === "save" || effect.type === "moved")
    return null;
  const here = routes[routes.length - 1] as Route;
  if (effect.type === "go" && routesTo(routes, effect.route).includes(here)) return null;
  return {
    type: "say",
    kind: "warning",
    text: `${unsaved}; ${theKey("q")}, and ${theKey("q")} again, drops it`,
  };
}

/** What the palette may do of what every screen can: it goes nowhere from where that would lose what is unsaved. */
export function withHeld(app: Shared, routes: AppState["routes"], unsaved: string | null): Shared {
  const go = (route: Route) => {
    const held = commandHeld({ type: "go", route }, routes, unsaved);
    if (held === null) app.go(route);
    else app.say(held.text, held.kind);
  };
  return { go, say: (text, kind) => app.say(text, kind), ask: (question) => app.ask(question) };
}

function typed(state: AppState, text: string): AppState {
  const { overlay } = state;
  if (overlay === null || overlay.kind === "panic") return state;
  return {
    ...state,
    overlay: overlay.kind === "question" ? { ...overlay, text } : { ...overlay, text, cursor: 0 },
  };
}

/** Steps over what was entered; past the last one the line is empty again. */
function recalled(state: AppState, by: -1 | 1): AppState {
  const { overlay, history } = state;
  if (overlay?.kind !== "palette") return state;
  const at = history.indexOf(overlay.text);
  const to = Math.max(0, (at < 0 ? history.length : at) + by);
  return typed(state, history[to] ?? "");
}

function moved(state: AppState, routes: AppState["routes"]): AppState {
  return { ...state, routes, overlay: null, notice: null, generation: state.generation + 1 };
}

/** No place stands twice: going to one that is in the stack goes back to it, perhaps under another filter. */
function routesTo(routes: AppState["routes"], route: Route): AppState["routes"] {
  const [home, ...rest] = routes;
  if (samePlace(home, route)) return [home];
  const at = rest.findIndex((old) => samePlace(old, route));
  const old = rest[at];
  const same = old !== undefined && JSON.stringify(old) === JSON.stringify(route);
  return [home, ...(at < 0 ? rest : rest.slice(0, at)), same ? old : route];
}

/** Whether two routes show the same thing. */
function samePlace(old: Route, next: Route): boolean {
  if (old.screen !== next.screen) return false;
  // Pairs that were opened from somewhere lead back there, whatever was opened from elsewhere before.
  if (next.screen === "explore" && next.crumb !== undefined) return false;
  if (old.screen === "told" && next.screen === "told") return old.words.join("\n") === next.words.join("\n");
  return "folder" in old && "folder" in next ? old.folder === next.folder : next.screen === "home";
}
