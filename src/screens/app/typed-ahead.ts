import { type Binding, bindingOf, keyLabel } from "../kit/keys.ts";
import type { Overlay } from "./state.ts";

/** What is on screen, or what of it a person can have seen: each is null while it is not drawn. */
export interface Seen {
  /** The place in the stack of screens, if only what is on its way there is drawn. */
  readonly place: string | null;
  /** The screen there itself. */
  readonly screen: string | null;
  /** What keys act on, as it is shown. */
  readonly shows: string | null;
  /** The same, whatever of it is shown. */
  readonly stands: string | null;
}

/** Before anything is drawn. */
export const nothingSeen: Seen = { place: null, screen: null, shows: null, stands: null };

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

/**
 * What a key acts on that its typist cannot have seen; undefined where it may act. A screen hears no key, known or not,
 * from before its first frame; what is typed into a line or chosen from a list over it was drawn there.
 * @param binding what the key means, as {@link meantBy} says
 * @param overlaid whether something lies over the screen
 */
export function unseenBy(
  binding: Pick<Binding<unknown>, "about" | "once" | "everywhere"> | undefined,
  overlaid: boolean,
  now: Seen,
  seen: Seen,
): string | undefined {
  const { about, once = false, everywhere = false } = binding ?? {};
  const drawn = (part: keyof Seen) => now[part] !== null && now[part] === seen[part];
  if (overlaid && binding === undefined) return undefined;
  if (!drawn(everywhere ? "place" : "screen")) return about ?? "screen";
  return about === undefined || drawn(once ? "stands" : "shows") ? undefined : about;
}

/** What is said of a key that was typed before what it acts on was drawn. @param others keys typed as blindly after it */
export function droppedText(name: string, about: string, others: number): string {
  const more = others === 0 ? "" : `, with ${others} more`;
  return `${keyLabel(name)} was typed before its ${about} was drawn: dropped${more}`;
}
