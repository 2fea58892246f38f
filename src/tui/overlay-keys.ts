import { completed } from "../screens/app/complete.ts";
import { overlayPressed } from "../screens/app/overlay.ts";
import type { Keyboard } from "./app-bindings.ts";
import { entriesOf } from "./menu-entries.ts";
import { paletteWords } from "./palette-words.ts";

/** A key while a menu, a question or the panic cover lies over the screen. */
export function overlayKey(keyboard: Keyboard, name: string): void {
  const { state, dispatch, face, question, warned } = keyboard;
  if (state.overlay === null) return;
  const entries = entriesOf(keyboard);
  const outcome = overlayPressed(state.overlay, name, entries.length);
  if (outcome === null) return;
  const asking = state.overlay.kind === "question";
  const { action, effect } = outcome;
  dispatch(action);
  switch (effect?.type) {
    case "uncovered":
      face.current.onReturn?.();
      return;
    case "chosen":
      entries[effect.entry]?.action();
      return;
    case "changed":
      question.current?.onChange?.(effect.text);
      return;
    case "answered":
      warned.current = false;
      question.current?.onSubmit(effect.text);
      // What was refused stands there to be mended.
      if (warned.current) dispatch({ type: "open", overlay: state.overlay });
      return;
    case "completing": {
      const { text, open } = completed(effect.text, wordsOf(keyboard));
      dispatch({ type: "type", text });
      if (open.length > 0) dispatch({ type: "say", text: open.join("  "), kind: "info" });
      if (asking) question.current?.onChange?.(text);
      return;
    }
    case "cancelled":
      question.current?.onCancel?.();
  }
}

/** Words that Tab completes: those of the question, or the commands of the palette. */
function wordsOf(keyboard: Keyboard): readonly string[] {
  const { overlay } = keyboard.state;
  if (overlay?.kind === "question") return keyboard.question.current?.words ?? [];
  return overlay?.kind === "palette" ? paletteWords(keyboard, overlay.text) : [];
}
