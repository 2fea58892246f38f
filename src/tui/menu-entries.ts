import { allBindings, type Keyboard } from "./app-bindings.ts";
import { commandsFor } from "./commands.ts";
import { type MenuEntry, matching } from "./kit/menu.tsx";

/** What the open menu offers for what was typed. */
export function entriesOf(keyboard: Keyboard): readonly MenuEntry[] {
  const { overlay } = keyboard.state;
  if (overlay?.kind === "palette") return commandsFor(overlay.text, keyboard);
  if (overlay?.kind !== "help") return [];
  const entries = allBindings(keyboard).map(({ keys, help, action }) => ({ label: help, keys, run: action }));
  return matching(entries, overlay.text);
}
