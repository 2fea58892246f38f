import type { Go, Intent, Say } from "../kit/intents.ts";
import type { Binding } from "../kit/keys.ts";
import { listKeys, type Move } from "../kit/window.ts";
import { mapRoute } from "../route.ts";
import type { HomeEntry } from "./entries.ts";

export type HomeIntent = Move | { readonly type: "open" } | { readonly type: "map" };

/** The keys of the home screen. */
export const homeKeys: readonly Binding<Intent<HomeIntent>>[] = [
  ...listKeys,
  { keys: ["enter", "l", "right"], help: "open", bar: "open", about: "list", action: { type: "open" } },
  {
    keys: ["m"],
    help: "show what the dataset's fields are taken for, and change it before an audit",
    bar: "map",
    about: "list",
    action: { type: "map" },
  },
];

/** Where an entry leads; one without a screen of its own says what it is, and the way in a shell. */
export function opened({ route, label, detail, command }: HomeEntry): Go | Say {
  if (route !== null) return { type: "go", route };
  return { type: "say", text: `${label}: ${detail}; in a shell: ${command}`, kind: "info" };
}

/** Where somebody says what an entry's fields are: only a dataset has any. */
export function mapped({ route, label }: HomeEntry, runsFolder: string): Go | Say {
  if (route?.screen === "audit") return { type: "go", route: mapRoute(label, runsFolder) };
  return { type: "say", text: `${label}: only a dataset has fields to map, see below`, kind: "info" };
}
