import type { Keyboard } from "./app-bindings.ts";
import { entriesOf } from "./menu-entries.ts";

/** A key while a menu, a question or the panic cover lies over the screen. */
export function overlayKey(keyboard: Keyboard, name: string): void {
  const { overlay } = keyboard.state;
  if (overlay === null) return;
  if (overlay.kind === "panic") {
    if (name !== "enter") return;
    keyboard.dispatch({ type: "close" });
    keyboard.face.current.onReturn?.();
  } else if (name === "escape") cancel(keyboard);
  else if (name === "enter") submit(keyboard);
  else if ("cursor" in overlay && (name === "up" || name === "down")) point(keyboard, name === "up" ? -1 : 1);
  else type(keyboard, edited(overlay.text, name));
}

function cancel({ state, dispatch }: Keyboard): void {
  dispatch({ type: "close" });
  if (state.overlay?.kind === "question") state.overlay.question.onCancel?.();
}

function submit(keyboard: Keyboard): void {
  const { overlay } = keyboard.state;
  keyboard.dispatch({ type: "close" });
  if (overlay?.kind === "question") overlay.question.onSubmit(overlay.text);
  else if (overlay && "cursor" in overlay) entriesOf(keyboard)[overlay.cursor]?.run();
}

function point(keyboard: Keyboard, by: number): void {
  const { overlay } = keyboard.state;
  if (overlay === null || !("cursor" in overlay)) return;
  const last = entriesOf(keyboard).length - 1;
  keyboard.dispatch({ type: "point", cursor: Math.max(0, Math.min(last, overlay.cursor + by)) });
}

function type({ state, dispatch }: Keyboard, text: string): void {
  dispatch({ type: "type", text });
  if (state.overlay?.kind === "question") state.overlay.question.onChange?.(text);
}

function edited(text: string, name: string): string {
  if (name === "backspace") return [...text].slice(0, -1).join("");
  if (name === "ctrl-u") return "";
  if (name === "space") return `${text} `;
  // Longer names are keys without a letter.
  return [...name].length === 1 ? text + name : text;
}
