import { typedFromHome } from "../looking/palette-words.ts";
import type { CommandEffect } from "../screens/app/command-table.ts";
import { commanded, commandsFor, type NamedCommand } from "../screens/app/commands.ts";
import { type AppState, commandHeld, withHeld } from "../screens/app/state.ts";
import { bound } from "../screens/kit/bound.ts";
import type { Binding } from "../screens/kit/keys.ts";
import { matching } from "../screens/kit/menu.ts";
import type { Screen, Shell } from "./screen.ts";

/** Folder in which runs are looked for. */
export const RUNS = "runs";

/** What the entries of a menu may touch. */
export interface Overlaid {
  state(): AppState;
  bindings(): readonly Binding<() => void>[];
  screen(): Screen | null;
  readonly shell: Shell;
  quit(): void;
}

/** What the open menu offers for what was typed. */
export function entriesOf(around: Overlaid): readonly Binding<() => void>[] {
  const { overlay } = around.state();
  if (overlay?.kind === "help") return matching(around.bindings(), overlay.text);
  if (overlay?.kind !== "palette") return [];
  const place = { folder: around.shell.view.folder, runsFolder: RUNS };
  const unsaved = around.screen()?.face().unsaved ?? null;
  const app = withHeld(around.shell, around.state().routes, unsaved);
  return bound(commandsFor(typedFromHome(overlay.text), place), app, (own: CommandEffect | NamedCommand) =>
    perform(
      own.type === "command" ? commanded({ ...own, text: typedFromHome(own.text, [own.name]) }, place) : own,
      around,
    ),
  );
}

/** Does a command, as far as a browser can. */
function perform(effect: CommandEffect, { shell, screen, quit, state }: Overlaid): void {
  const held = commandHeld(effect, state().routes, screen()?.face().unsaved ?? null);
  if (held !== null) {
    shell.say(held.text, held.kind);
    return;
  }
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
