import type { Go, Intent, Say } from "../kit/intents.ts";
import type { Binding } from "../kit/keys.ts";
import { listKeys, type Move } from "../kit/window.ts";
import type { HomeEntry } from "./entries.ts";

export type HomeIntent = Move | { readonly type: "open" };

/** The keys of the home screen. */
export const homeKeys: readonly Binding<Intent<HomeIntent>>[] = [
  ...listKeys,
  { keys: ["enter", "l", "right"], help: "open", bar: "open", action: { type: "open" } },
];

/** Where an entry leads; one without a screen of its own says what it is, and the way in a shell. */
export function opened({ route, label, detail, command }: HomeEntry): Go | Say {
  if (route !== null) return { type: "go", route };
  return { type: "say", text: `${label}: ${detail}; in a shell: ${command}`, kind: "info" };
}
