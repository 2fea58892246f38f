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

/** What a mouse does, without the escape before it: which button, where, and whether it goes down. */
const MOUSE = /\[<(\d+);\d+;\d+[Mm]/gu;

/** The wheel's two ways are the keys that move over lists; what buttons say means nothing. */
const WHEEL: Readonly<Record<string, string>> = { 64: "up", 65: "down" };

/** Names of the keys in one chunk of input: `down`, `ctrl-d`, `G`; typed-ahead letters come one by one. */
export function keyNames(input: string, key: Key): readonly string[] {
  const named = special.find(([flag]) => key[flag]);
  // A terminal that answers late, or unasked, types nothing.
  if (ANSWER.test(input)) return [];
  const mouse = [...input.matchAll(MOUSE)];
  if (mouse.length > 0) return mouse.flatMap(([, button = ""]) => WHEEL[button] ?? []);
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
