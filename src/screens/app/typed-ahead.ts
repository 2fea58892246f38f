import { type Binding, bindingOf, keyLabel } from "../kit/keys.ts";
import type { Overlay } from "./state.ts";

/**
 * What a key would do to the screen: by itself, or by choosing its line in the list of keys; undefined where it does
 * nothing there: what is typed over a screen does nothing to it.
 * @param entries what the open menu offers
 */
export function meantBy<Action>(
  name: string,
  overlay: Overlay | null,
  bindings: () => readonly Binding<Action>[],
  entries: () => readonly Binding<Action>[],
): Binding<Action> | undefined {
  if (overlay === null) return bindingOf(bindings(), name);
  return overlay.kind === "help" && name === "enter" ? entries()[overlay.cursor] : undefined;
}

/** What is said of a key that was typed before what it acts on was drawn. @param others keys typed as blindly after it */
export function droppedText(name: string, about: string, others: number): string {
  const more = others === 0 ? "" : `, with ${others} more`;
  return `${keyLabel(name)} was typed before its ${about} was drawn: dropped${more}`;
}
