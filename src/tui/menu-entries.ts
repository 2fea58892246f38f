import { typedFromHome } from "../looking/palette-words.ts";
import type { CommandEffect } from "../screens/app/command-table.ts";
import { commanded, commandsFor, type NamedCommand } from "../screens/app/commands.ts";
import { commandHeld, withHeld } from "../screens/app/state.ts";
import { bound, performShared } from "../screens/kit/bound.ts";
import type { Binding } from "../screens/kit/keys.ts";
import { matching } from "../screens/kit/menu.ts";
import { allBindings, type Keyboard } from "./app-bindings.ts";
import { performOnRun } from "./ways.ts";

/** What the open menu offers for what was typed. */
export function entriesOf(keyboard: Keyboard): readonly Binding<() => void>[] {
  const { overlay } = keyboard.state;
  if (overlay?.kind === "help") return matching(allBindings(keyboard), overlay.text);
  if (overlay?.kind !== "palette") return [];
  const { offered, route, settings } = keyboard;
  const folder = "folder" in route ? route.folder : null;
  const place = { folder, runsFolder: settings.runsFolder };
  const app = withHeld(offered, keyboard.state.routes, keyboard.face.current.unsaved ?? null);
  return bound(commandsFor(typedFromHome(overlay.text), place), app, (own: CommandEffect | NamedCommand) =>
    perform(
      own.type === "command" ? commanded({ ...own, text: typedFromHome(own.text, [own.name]) }, place) : own,
      keyboard,
    ),
  );
}

function perform(effect: CommandEffect, { offered, leave, face, state }: Keyboard): void {
  const held = commandHeld(effect, state.routes, face.current.unsaved ?? null);
  if (held !== null) {
    performShared(held, offered);
    return;
  }
  switch (effect.type) {
    case "go":
    case "say":
      performShared(effect, offered);
      return;
    case "resume":
    case "decide":
      performOnRun(effect, offered);
      return;
    case "save": {
      const { save } = face.current;
      if (save === undefined) offered.say("save works where pairs are listed: :explore first", "warning");
      else save(effect.name);
      return;
    }
    case "moved":
      offered.movedTo(effect.uri);
      return;
    case "quit":
      leave();
  }
}
