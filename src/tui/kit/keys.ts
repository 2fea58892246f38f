import type { Key } from "ink";

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

/** Device attributes, or the size of a cell, without the escape before them. */
const ANSWER = /^\[(?:\?[\d;]*c|6;\d+;\d+t)/u;

/** Names of the keys in one chunk of input: `down`, `ctrl-d`, `G`; typed-ahead letters come one by one. */
export function keyNames(input: string, key: Key): readonly string[] {
  const named = special.find(([flag]) => key[flag]);
  // A terminal that answers late, or unasked, types nothing.
  if (ANSWER.test(input)) return [];
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
