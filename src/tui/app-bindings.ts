import type { RefObject } from "react";
import { forgetAll } from "../exposure/terminal/kitty.ts";
import { type AppIntent, appKeys } from "../screens/app/keys.ts";
import { type AppAction, type AppState, holdsBack } from "../screens/app/state.ts";
import type { Question } from "../screens/kit/bound.ts";
import type { Binding } from "../screens/kit/keys.ts";
import type { Route } from "../screens/route.ts";
import type { Interface, ScreenFace, Settings } from "./kit/interface.ts";

/** What a key press may touch. */
export interface Keyboard {
  readonly state: AppState;
  readonly dispatch: (action: AppAction) => void;
  readonly leave: () => void;
  readonly face: RefObject<ScreenFace>;
  /** The question that was asked last. */
  readonly question: RefObject<Question | null>;
  /** Whether a warning was said since it was last set to false. */
  readonly warned: RefObject<boolean>;
  readonly settings: Settings;
  readonly offered: Interface;
  readonly route: Route;
}

/** Wipes the terminal's title. */
const UNTITLED = "\u001B]0;\u0007";

/** The screen's keys, then the keys that work everywhere. */
export function allBindings(keyboard: Keyboard): readonly Binding<() => void>[] {
  const everywhere = appKeys(keyboard.state.routes.length === 1);
  return [
    ...keyboard.face.current.bindings,
    ...everywhere.map((binding) => ({ ...binding, action: () => perform(binding.action, keyboard) })),
  ];
}

function perform(intent: AppIntent, { state, dispatch, leave, face, settings }: Keyboard): void {
  const leaves = intent.type === "back" || intent.type === "quit";
  const held = leaves ? holdsBack(state.notice, face.current.unsaved ?? null) : null;
  if (held !== null) {
    dispatch({ type: "say", ...held });
    return;
  }
  switch (intent.type) {
    case "open":
      dispatch(intent);
      return;
    case "cover":
      face.current.onPanic?.();
      settings.write(forgetAll(settings.graphics) + UNTITLED);
      dispatch({ type: "open", overlay: { kind: "panic" } });
      return;
    case "back":
      face.current.onLeave?.();
      dispatch({ type: "back" });
      return;
    case "quit":
      leave();
  }
}
