import { useInput } from "ink";
import { useRef } from "react";
import { paletteWords } from "../looking/palette-words.ts";
import { pressOverlay } from "../screens/app/carry-out.ts";
import { commandNames } from "../screens/app/commands.ts";
import { holdsBack } from "../screens/app/state.ts";
import { droppedText, meantBy, type Seen, unseenBy } from "../screens/app/typed-ahead.ts";
import { bindingOf } from "../screens/kit/keys.ts";
import { allBindings, faceOf, type Keyboard } from "./app-bindings.ts";
import { keyNames } from "./kit/keys.ts";
import type { Drawing } from "./kit/shown.ts";
import { useTurns } from "./kit/turns.ts";
import { entriesOf } from "./menu-entries.ts";

/** A key, and what its typist can have seen when it was typed. */
interface Typed {
  readonly name: string;
  readonly seen: Seen;
}

/**
 * Keys one by one: each acts on the screen that the key before it left, however fast they come. Those that were typed
 * before the screen was drawn, or before what they act on was, are dropped with all that were typed after them as
 * blindly, and it is said. It draws nothing, and stands after the screen: a key that changes the screen alone draws
 * nothing else anew.
 */
export function Keys(now: {
  readonly keyboard: Keyboard;
  /** Whether the screen does not fit: nobody sees what a key would do. */
  readonly unseen: boolean;
  readonly drawing: Drawing;
}): null {
  const newest = useRef(now);
  newest.current = now;
  const waiting = useRef<Typed[]>([]);
  const busy = useRef(false);
  const press = () => {
    const { keyboard, drawing } = newest.current;
    const first = waiting.current.shift();
    busy.current = first !== undefined;
    if (first === undefined) return;
    const about = unseenBy(
      meaningOf(keyboard, first.name),
      keyboard.state.overlay !== null,
      drawing.now.current,
      first.seen,
    );
    if (about === undefined) pressKey(keyboard, first.name);
    else waiting.current = dropped(keyboard, first, about, waiting.current);
    endTurn();
  };
  const endTurn = useTurns(press);
  useInput((input, key) => {
    const names = keyNames(input, key);
    if (names.includes("ctrl-c")) return interrupted(newest.current);
    if (newest.current.unseen) return;
    const seen = newest.current.drawing.seen.current;
    waiting.current.push(...names.map((name) => ({ name, seen })));
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

/** What a key would do to the screen; undefined where it would do nothing to it. */
function meaningOf(keyboard: Keyboard, name: string) {
  return meantBy(
    name,
    keyboard.state.overlay,
    () => allBindings(keyboard),
    () => entriesOf(keyboard),
  );
}

/** Says what was dropped. @returns the keys that stay */
function dropped(
  { dispatch }: Keyboard,
  { name, seen }: Typed,
  about: string,
  after: readonly Typed[],
): Typed[] {
  // What was seen is another object only once something else was.
  const blind = after.findIndex((one) => one.seen !== seen);
  const stay = blind === -1 ? [] : after.slice(blind);
  const text = droppedText(name, about, after.length - stay.length);
  dispatch({ type: "say", text, kind: "warning" });
  return stay;
}

function menuOf(keyboard: Keyboard) {
  const { settings, route, face } = keyboard;
  const folder = "folder" in route ? (route.folder ?? null) : null;
  const places = { folder, runsFolder: settings.runsFolder, columns: face.current.words ?? [] };
  return {
    entries: () => entriesOf(keyboard),
    words: (text: string) => paletteWords(text, commandNames, places),
  };
}

/** What one key does: to what lies over the screen, else to the screen. */
function pressKey(keyboard: Keyboard, name: string): void {
  if (keyboard.state.notice !== null) keyboard.dispatch({ type: "quiet" });
  if (keyboard.state.overlay === null) bindingOf(allBindings(keyboard), name)?.action();
  else pressOverlay(name, faceOf(keyboard, menuOf(keyboard)));
}
