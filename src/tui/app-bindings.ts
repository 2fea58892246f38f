import type { RefObject } from "react";
import { forgetAll } from "../exposure/terminal/kitty.ts";
import { EVERYWHERE } from "../keys/key-tables.ts";
import { withOwnKeys } from "../keys/own-keys.ts";
import { type EveryFace, everywhere } from "../screens/app/carry-out.ts";
import type { AppAction, AppState } from "../screens/app/state.ts";
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
  const { face, state, settings, route } = keyboard;
  const all = everywhere(state.routes.length === 1, faceOf(keyboard, NO_MENU));
  return [
    ...withOwnKeys(route.screen, face.current.bindings, settings.keys),
    ...withOwnKeys(EVERYWHERE, all, settings.keys),
  ];
}

/** Where none is open. */
const NO_MENU = { entries: () => [], words: () => [] };

/** This terminal, as the keys that work everywhere see it. @param menu what the open menu offers */
export function faceOf(keyboard: Keyboard, menu: Pick<EveryFace, "entries" | "words">): EveryFace {
  const { state, dispatch, leave, face, question, warned, settings } = keyboard;
  return {
    ...{ ...menu, dispatch, quit: leave },
    overlay: () => state.overlay,
    place: () => state,
    notice: () => state.notice,
    unsaved: () => face.current.unsaved ?? null,
    cover() {
      face.current.onPanic?.();
      settings.write(forgetAll(settings.graphics) + UNTITLED);
    },
    uncover: () => face.current.onReturn?.(),
    back: () => face.current.onLeave?.(),
    question: () => question.current,
    warns(act) {
      warned.current = false;
      act();
      return warned.current;
    },
  };
}
