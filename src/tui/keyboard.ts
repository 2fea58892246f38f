import { useInput } from "ink";
import { type RefObject, useEffect, useRef } from "react";
import { pressOverlay } from "../screens/app/carry-out.ts";
import { holdsBack } from "../screens/app/state.ts";
import { droppedText, meantBy } from "../screens/app/typed-ahead.ts";
import { type Binding, bindingOf } from "../screens/kit/keys.ts";
import { allBindings, faceOf, type Keyboard } from "./app-bindings.ts";
import { keyNames } from "./kit/keys.ts";
import type { Seen } from "./kit/shown.ts";
import { useTurns } from "./kit/turns.ts";
import { entriesOf } from "./menu-entries.ts";
import { paletteWords } from "./palette-words.ts";

/** A key, and what its typist can have seen when it was typed. */
interface Typed {
  readonly name: string;
  readonly seen: Seen;
}

/**
 * Keys one by one: each acts on the screen that the key before it left, however fast they come. Those that only
 * a screen on its way can answer wait for it; those that act on what was not drawn yet when they were typed are
 * dropped with all that were typed after them as blindly, and it is said. It draws nothing, and stands after the
 * screen: a key that changes the screen alone draws nothing else anew.
 */
export function Keys(now: {
  readonly keyboard: Keyboard;
  /** Whether the screen does not fit: nobody sees what a key would do. */
  readonly unseen: boolean;
  readonly seen: RefObject<Seen>;
}): null {
  const newest = useRef(now);
  newest.current = now;
  const waiting = useRef<Typed[]>([]);
  const busy = useRef(false);
  const press = () => {
    const { keyboard } = newest.current;
    const [first] = waiting.current;
    busy.current = first !== undefined && !isEarly(keyboard, first.name);
    if (first === undefined || !busy.current) return;
    waiting.current.shift();
    const about = unseenBy(keyboard, first);
    if (about === undefined) pressKey(keyboard, first.name);
    else waiting.current = dropped(keyboard, first, about, waiting.current);
    endTurn();
  };
  const endTurn = useTurns(press);
  useInput((input, key) => {
    const names = keyNames(input, key);
    if (names.includes("ctrl-c")) return interrupted(newest.current);
    if (newest.current.unseen) return;
    const seen = newest.current.seen.current;
    waiting.current.push(...names.map((name) => ({ name, seen })));
    if (!busy.current) press();
  });
  useEffect(() => {
    if (!busy.current) press();
  });
  return null;
}

/** Leaves at once, but for what would be lost on a screen that can be seen: then at the second time. */
function interrupted({ keyboard, unseen }: { readonly keyboard: Keyboard; readonly unseen: boolean }): void {
  const { state, face, dispatch, leave } = keyboard;
  const held = unseen ? null : holdsBack(state.notice, face.current.unsaved ?? null);
  if (held === null) leave();
  else dispatch({ type: "say", ...held });
}

function isEarly(keyboard: Keyboard, name: string): boolean {
  const { face, state } = keyboard;
  return face.current.waiting === true && state.overlay === null && bound(keyboard, name) === undefined;
}

function bound(keyboard: Keyboard, name: string): Binding<() => void> | undefined {
  return bindingOf(allBindings(keyboard), name);
}

/** What a key acts on that its typist cannot have seen; undefined where it may act. */
function unseenBy(keyboard: Keyboard, { name, seen }: Typed): string | undefined {
  const { overlay } = keyboard.state;
  const { about, once = false } =
    meantBy(
      name,
      overlay,
      () => allBindings(keyboard),
      () => entriesOf(keyboard),
    ) ?? {};
  const part = once ? "stands" : "shows";
  const now = keyboard.face.current[part] ?? null;
  return about !== undefined && (now === null || now !== seen[part]) ? about : undefined;
}

/** Says what was dropped. @returns the keys that stay */
function dropped(
  { dispatch }: Keyboard,
  { name, seen }: Typed,
  about: string,
  after: readonly Typed[],
): Typed[] {
  const blind = after.findIndex((one) => one.seen.shows !== seen.shows || one.seen.stands !== seen.stands);
  const stay = blind === -1 ? [] : after.slice(blind);
  const text = droppedText(name, about, after.length - stay.length);
  dispatch({ type: "say", text, kind: "warning" });
  return stay;
}

function menuOf(keyboard: Keyboard) {
  return {
    entries: () => entriesOf(keyboard),
    words: (text: string) => paletteWords(keyboard, text),
  };
}

/** What one key does: to what lies over the screen, else to the screen. */
function pressKey(keyboard: Keyboard, name: string): void {
  if (keyboard.state.notice !== null) keyboard.dispatch({ type: "quiet" });
  if (keyboard.state.overlay === null) bound(keyboard, name)?.action();
  else pressOverlay(name, faceOf(keyboard, menuOf(keyboard)));
}
