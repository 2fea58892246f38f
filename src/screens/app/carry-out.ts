import type { Question } from "../kit/bound.ts";
import type { Binding } from "../kit/keys.ts";
import { completed } from "./complete.ts";
import { type AppIntent, appKeys } from "./keys.ts";
import { overlayPressed } from "./overlay.ts";
import { type AppAction, holdsBack, type Notice, type Overlay, type Place } from "./state.ts";

/** What a face lends to the keys that work on every screen. */
export interface EveryFace {
  dispatch(action: AppAction): void;
  /** What lies over the screen. */
  overlay(): Overlay | null;
  /** The screen that the key is for. */
  place(): Place;
  /** What stood above the key bar when the key was typed. */
  notice(): Notice | null;
  /** What leaving would lose, in words. */
  unsaved(): string | null;
  /** Hides what is on screen, and forgets what was drawn before; and the other way. */
  cover(): void;
  uncover(): void;
  /** The screen is left for the one below. */
  back(): void;
  quit(): void;
  /** The question that was asked last. */
  question(): Question | null;
  /** What the open menu offers. */
  entries(): readonly Binding<() => void>[];
  /** Words that Tab completes in the palette. */
  words(text: string): readonly string[];
  /** Whether what was done warned. */
  warns(act: () => void): boolean;
}

/** The keys that work on every screen, as a face runs them. @param atHome whether nothing lies below the screen */
export function everywhere(atHome: boolean, face: EveryFace): readonly Binding<() => void>[] {
  return appKeys(atHome).map((binding) => ({ ...binding, action: () => meant(binding.action, face) }));
}

function meant(intent: AppIntent, face: EveryFace): void {
  const leaves = intent.type === "back" || intent.type === "quit";
  const held = leaves ? holdsBack(face.notice(), face.unsaved()) : null;
  if (held !== null) {
    face.dispatch({ type: "say", ...held });
    return;
  }
  switch (intent.type) {
    case "open":
      face.dispatch(intent);
      return;
    case "cover":
      face.cover();
      face.dispatch({ type: "open", overlay: { kind: "panic" } });
      return;
    case "back":
      face.back();
      face.dispatch({ type: "back" });
      return;
    case "quit":
      face.quit();
  }
}

/** A key while a menu, a question or the cover lies over the screen. */
export function pressOverlay(name: string, face: EveryFace): void {
  const overlay = face.overlay();
  if (overlay === null) return;
  const entries = face.entries();
  const outcome = overlayPressed(overlay, name, entries.length);
  if (outcome === null) return;
  const asking = overlay.kind === "question";
  const { action, effect } = outcome;
  face.dispatch(action);
  switch (effect?.type) {
    case "uncovered":
      face.uncover();
      return;
    case "chosen":
      entries[effect.entry]?.action();
      return;
    case "changed":
      face.question()?.onChange?.(effect.text);
      return;
    case "answered":
      answered(effect.text, overlay, face);
      return;
    case "completing": {
      const asked = asking ? `${overlay.label} ` : "";
      const words = (asking && face.question()?.words) || face.words(asked + effect.text);
      const { text, open } = completed(effect.text, words);
      face.dispatch({ type: "type", text });
      if (open.length > 0) face.dispatch({ type: "say", text: open.join("  "), kind: "info" });
      if (asking) face.question()?.onChange?.(text);
      return;
    }
    case "cancelled":
      face.question()?.onCancel?.();
  }
}

/** Hands on what was typed; what is refused, at once or later, stands there again to be mended. */
function answered(text: string, overlay: Overlay, face: EveryFace): void {
  const { routes, generation } = face.place();
  const question = face.question();
  let stood: unknown;
  const refused = face.warns(() => {
    stood = question?.onSubmit(text);
  });
  if (refused) face.dispatch({ type: "open", overlay });
  else if (stood instanceof Promise) {
    const again = (): void => {
      if (face.question() === question) face.dispatch({ type: "reopen", overlay, routes, generation });
    };
    stood.then((kept: unknown) => {
      if (kept === false) again();
    }, again);
  }
}
