import type { Key } from "ink";

/** A key and what it does: the handler, the key bar, `?` and the palette read the same table. */
export interface Binding<Action> {
  /** Names as {@link keyName} gives them; the first is shown. */
  readonly keys: readonly string[];
  /** What it does, as a phrase. */
  readonly help: string;
  /** One word for the key bar; absent where `?` is enough. */
  readonly bar?: string;
  readonly action: Action;
}

const special: readonly (readonly [keyof Key, string])[] = [
  ["upArrow", "up"],
  ["downArrow", "down"],
  ["leftArrow", "left"],
  ["rightArrow", "right"],
  ["pageUp", "pageup"],
  ["pageDown", "pagedown"],
  ["home", "home"],
  ["end", "end"],
  ["return", "enter"],
  ["escape", "escape"],
  ["tab", "tab"],
  ["backspace", "backspace"],
  ["delete", "backspace"],
];

/** Names of the keys in one chunk of input: `down`, `ctrl-d`, `G`; typed-ahead letters come one by one. */
export function keyNames(input: string, key: Key): readonly string[] {
  const named = special.find(([flag]) => key[flag]);
  if (named) return [named[0] === "tab" && key.shift ? "shift-tab" : named[1]];
  if (key.ctrl) return [`ctrl-${input}`];
  return [...input].map(nameOf);
}

const typedAhead: Readonly<Record<string, string>> = {
  " ": "space",
  "\r": "enter",
  "\n": "enter",
  "\t": "tab",
  "\b": "backspace",
  "\u007F": "backspace",
  "\u001B": "escape",
};

/** A key in a chunk of several: keys that were typed ahead over a slow line come together. */
function nameOf(letter: string): string {
  const code = letter.charCodeAt(0);
  return typedAhead[letter] ?? (code < 32 ? `ctrl-${String.fromCharCode(code + 96)}` : letter);
}

const shown: Readonly<Record<string, string>> = {
  up: "↑",
  down: "↓",
  left: "←",
  right: "→",
  enter: "⏎",
  escape: "esc",
  pageup: "pgup",
  pagedown: "pgdn",
  backspace: "⌫",
};

/** A key as people read it. */
export function keyLabel(name: string): string {
  return shown[name] ?? name.replace(/^ctrl-/u, "^");
}

/** The action of a key, if the table has one. */
export function actionOf<Action>(bindings: readonly Binding<Action>[], name: string): Action | undefined {
  return bindings.find(({ keys }) => keys.includes(name))?.action;
}
