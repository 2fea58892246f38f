import type { Frame, FrameKey, FrameSeen } from "../frame.ts";

const names: Readonly<Record<string, string>> = {
  ArrowUp: "up",
  ArrowDown: "down",
  ArrowLeft: "left",
  ArrowRight: "right",
  Enter: "enter",
  Escape: "escape",
  Backspace: "backspace",
  Delete: "backspace",
  PageUp: "pageup",
  PageDown: "pagedown",
  Home: "home",
  End: "end",
  Tab: "tab",
  " ": "space",
};

/** What of a key's event says which it is. */
interface Pressed {
  readonly key: string;
  readonly altKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly isComposing: boolean;
}

/** A key by the name that the tables of keys have for it; undefined where it is the browser's own. */
export function nameOf(event: Pressed, frame: Pick<Frame, "keys" | "overlay">): string | undefined {
  const { key, altKey, ctrlKey, metaKey } = event;
  if (altKey || metaKey || event.isComposing) return undefined;
  const known = (name: string) => frame.keys.some(({ keys }) => keys.includes(name));
  if (ctrlKey) {
    const name = `ctrl-${key.toLowerCase()}`;
    // Who copies does not leave.
    const own = name !== "ctrl-c" && (known(name) || (frame.overlay !== null && /^ctrl-[nup]$/u.test(name)));
    return own ? name : undefined;
  }
  const name = names[key] ?? ([...key].length === 1 ? key : undefined);
  if (name === undefined || (name === "tab" && frame.overlay === null)) return undefined;
  return name;
}

/** What a key acts on; undefined where it acts on nothing that must have been seen. */
export function aboutOf({ keys }: Frame, name: string): string | undefined {
  return keys.find((one: FrameKey) => one.keys.includes(name))?.about ?? undefined;
}

/** Whether a key does nothing yet: what it acts on stands in the frame, and is not known to be drawn. */
export function isEarly(
  { about, once, everywhere }: Pick<FrameKey, "about" | "once" | "everywhere">,
  now: FrameSeen,
  live: FrameSeen | null,
): boolean {
  const drawn = (part: keyof FrameSeen) => now[part] !== null && now[part] === live?.[part];
  if (!drawn(everywhere ? "place" : "screen")) return true;
  return about !== null && !drawn(once ? "stands" : "shows");
}
