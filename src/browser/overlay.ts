import type { CommandEffect } from "../screens/app/command-table.ts";
import { commanded, commandNames, commandsFor, type NamedCommand } from "../screens/app/commands.ts";
import { completed } from "../screens/app/complete.ts";
import { overlayPressed } from "../screens/app/overlay.ts";
import type { AppAction, AppState } from "../screens/app/state.ts";
import { bound, type Question } from "../screens/kit/bound.ts";
import type { Binding } from "../screens/kit/keys.ts";
import { matching } from "../screens/kit/menu.ts";
import type { Screen, Shell } from "./screen.ts";

/** What keys of a menu, a question or the cover may touch. */
export interface Overlaid {
  state(): AppState;
  dispatch(action: AppAction): void;
  question(): Question | null;
  bindings(): readonly Binding<() => void>[];
  screen(): Screen | null;
  readonly shell: Shell;
  quit(): void;
  /** Whether what was done warned. */
  warns(act: () => void): boolean;
}

/** What the open menu offers for what was typed. */
export function entriesOf(around: Overlaid): readonly Binding<() => void>[] {
  const { overlay } = around.state();
  if (overlay?.kind === "help") return matching(around.bindings(), overlay.text);
  if (overlay?.kind !== "palette") return [];
  const place = { folder: around.shell.view.folder, runsFolder: "runs" };
  return bound(commandsFor(overlay.text, place), around.shell, (own: CommandEffect | NamedCommand) =>
    perform(own.type === "command" ? commanded(own, place) : own, around),
  );
}

/** Does a command, as far as a browser can. */
function perform(effect: CommandEffect, { shell, screen, quit }: Overlaid): void {
  switch (effect.type) {
    case "go":
      shell.go(effect.route);
      return;
    case "say":
      shell.say(effect.text, effect.kind);
      return;
    case "save": {
      const save = screen()?.save ?? null;
      if (save === null) shell.say("save works in the gallery: :gallery first", "warning");
      else save(effect.name);
      return;
    }
    case "quit":
      quit();
      return;
    case "resume":
    case "decide":
    case "moved":
      shell.say(
        "not in a browser: start sluice serve anew, with --policy or --data, or use a terminal",
        "warning",
      );
  }
}

/** A key while a menu, a question or the cover lies over the screen. */
export function overlayKey(around: Overlaid, name: string): void {
  const { overlay } = around.state();
  if (overlay === null) return;
  const entries = entriesOf(around);
  const outcome = overlayPressed(overlay, name, entries.length);
  if (outcome === null) return;
  const { action, effect } = outcome;
  around.dispatch(action);
  switch (effect?.type) {
    case "uncovered":
      around.screen()?.uncover();
      return;
    case "chosen":
      entries[effect.entry]?.action();
      return;
    case "changed":
      around.question()?.onChange?.(effect.text);
      return;
    case "answered":
      // What was refused stands there to be mended.
      if (around.warns(() => around.question()?.onSubmit(effect.text)))
        around.dispatch({ type: "open", overlay });
      return;
    case "completing": {
      const words = overlay.kind === "question" ? (around.question()?.words ?? []) : commandNames;
      const { text, open } = completed(effect.text, words);
      around.dispatch({ type: "type", text });
      if (open.length > 0) around.dispatch({ type: "say", text: open.join("  "), kind: "info" });
      return;
    }
    case "cancelled":
      around.question()?.onCancel?.();
  }
}
