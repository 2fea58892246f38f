/** A key and what it means: the handler, the key bar, `?` and the tests read the same table. */
export interface Binding<Action> {
  /** Names as a face gives them: `down`, `ctrl-d`, `G`; the first is shown. */
  readonly keys: readonly string[];
  /** What it does, as a phrase. */
  readonly help: string;
  /** One word for the key bar; absent where `?` is enough. */
  readonly bar?: string;
  /**
   * What on screen it acts on, as `pair`: typed before that was drawn, it does nothing. Absent where a key acts on
   * nothing that a person must have seen.
   */
  readonly about?: string;
  /** It is enough that this was drawn before, whatever of it is shown by now: steps of a ladder may be typed at once. */
  readonly once?: true;
  /** Works on every screen, and over one that is still on its way: it is enough that the place was drawn. */
  readonly everywhere?: true;
  /** In the tables of screens a value, never a closure: a face does what it says, a test compares it. */
  readonly action: Action;
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

/** The table's line of a key, if it has one. */
export function bindingOf<Action>(
  bindings: readonly Binding<Action>[],
  name: string,
): Binding<Action> | undefined {
  return bindings.find(({ keys }) => keys.includes(name));
}
