import type { RefObject } from "react";
import { forgetAll } from "../exposure/terminal/kitty.ts";
import type { Binding } from "../screens/kit/keys.ts";
import type { Route } from "../screens/route.ts";
import type { AppAction, AppState } from "./app-state.ts";
import type { Interface, ScreenFace, Settings } from "./kit/interface.ts";

/** What a key press may touch. */
export interface Keyboard {
  readonly state: AppState;
  readonly dispatch: (action: AppAction) => void;
  readonly leave: () => void;
  readonly face: RefObject<ScreenFace>;
  readonly settings: Settings;
  readonly offered: Interface;
  readonly route: Route;
}

/** Wipes the terminal's title. */
const UNTITLED = "\u001B]0;\u0007";

/** The screen's keys, then the keys that work everywhere. */
export function allBindings(keyboard: Keyboard): readonly Binding<() => void>[] {
  const { dispatch, leave, face, settings, state } = keyboard;
  const open = (kind: "help" | "palette") => () =>
    dispatch({ type: "open", overlay: { kind, text: "", cursor: 0 } });
  const atHome = state.routes.length === 1;
  return [
    ...face.current.bindings,
    { keys: ["?"], help: "find and run any key of this screen", bar: "keys", action: open("help") },
    { keys: [":"], help: "find and run any command", bar: "commands", action: open("palette") },
    {
      keys: ["."],
      help: "hide everything at once",
      action: () => {
        face.current.onPanic?.();
        settings.write(forgetAll(settings.graphics) + UNTITLED);
        dispatch({ type: "open", overlay: { kind: "panic" } });
      },
    },
    {
      keys: ["q", "escape"],
      help: atHome ? "quit" : "back",
      bar: atHome ? "quit" : "back",
      action: () => {
        if (atHome) return leave();
        face.current.onLeave?.();
        dispatch({ type: "back" });
      },
    },
    { keys: ["Q", "ctrl-c"], help: "quit; what was decided is on disk", action: leave },
  ];
}
