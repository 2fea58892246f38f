import type { Binding } from "../kit/keys.ts";
import type { AppAction, Overlay } from "./state.ts";

/** What the face does once the app's state has changed. */
export type OverlayEffect =
  /** The cover came off: the screen may go on. */
  | { readonly type: "uncovered" }
  /** An entry of the menu, counted from 0, is meant. */
  | { readonly type: "chosen"; readonly entry: number }
  | { readonly type: "changed" | "answered"; readonly text: string }
  /** The word at the end of what was typed is to be completed. */
  | { readonly type: "completing"; readonly text: string }
  | { readonly type: "cancelled" };

export interface OverlayOutcome {
  readonly action: AppAction;
  readonly effect: OverlayEffect | null;
}

/**
 * A key while a menu, a question or the cover lies over the screen; null where it means nothing.
 * @param entries how many entries the open menu has
 */
export function overlayPressed(overlay: Overlay, name: string, entries: number): OverlayOutcome | null {
  const closed = (effect: OverlayEffect | null): OverlayOutcome => ({ action: { type: "close" }, effect });
  if (overlay.kind === "panic") return name === "enter" ? closed({ type: "uncovered" }) : null;
  const asking = overlay.kind === "question";
  if (name === "escape") return closed(asking ? { type: "cancelled" } : null);
  if (overlay.kind === "palette" && (name === "ctrl-p" || name === "ctrl-n"))
    return { action: { type: "recall", by: name === "ctrl-p" ? -1 : 1 }, effect: null };
  if (name === "enter" && overlay.kind === "palette")
    return {
      action: { type: "entered", text: overlay.text },
      effect: { type: "chosen", entry: overlay.cursor },
    };
  if (name === "enter")
    return closed(
      asking ? { type: "answered", text: overlay.text } : { type: "chosen", entry: overlay.cursor },
    );
  if (!asking && (name === "up" || name === "down")) {
    const cursor = Math.max(0, Math.min(entries - 1, overlay.cursor + (name === "up" ? -1 : 1)));
    return { action: { type: "point", cursor }, effect: null };
  }
  if (name === "tab")
    return { action: { type: "quiet" }, effect: { type: "completing", text: overlay.text } };
  const text = edited(overlay.text, name);
  return { action: { type: "type", text }, effect: asking ? { type: "changed", text } : null };
}

function edited(text: string, name: string): string {
  if (name === "backspace") return [...text].slice(0, -1).join("");
  if (name === "ctrl-u") return "";
  if (name === "space") return `${text} `;
  // Longer names are keys without a letter.
  return [...name].length === 1 ? text + name : text;
}

/** Where an open menu stands, and the whole of the line under its cursor, which the list may cut; null without a menu. */
export function menuLine(overlay: Overlay | null, entries: readonly Binding<unknown>[]): string | null {
  if (overlay === null || !("cursor" in overlay)) return null;
  const chosen = entries[overlay.cursor];
  return chosen === undefined
    ? null
    : `${overlay.cursor + 1} of ${entries.length} · ${chosen.keys[0]}: ${chosen.help}`;
}
