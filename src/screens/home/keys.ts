import type { Go, Intent, Say } from "../kit/intents.ts";
import type { Binding } from "../kit/keys.ts";
import { listKeys, type Move } from "../kit/window.ts";
import { mapRoute } from "../route.ts";
import type { HomeEntry } from "./entries.ts";

export type HomeIntent = Move | { readonly type: "open" | "audit" | "map" };

/** The keys of the home screen. */
export const homeKeys: readonly Binding<Intent<HomeIntent>>[] = [
  ...listKeys,
  { keys: ["enter", "l", "right"], help: "open", bar: "open", about: "list", action: { type: "open" } },
  {
    keys: ["a"],
    help: "audit the dataset, again where it was audited before",
    bar: "audit",
    about: "list",
    action: { type: "audit" },
  },
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

/** What a key does to the entry that is chosen: only a dataset is audited, and has fields. */
export function performed(entry: HomeEntry, intent: Exclude<HomeIntent, Move>, runsFolder: string): Go | Say {
  const { label, audit } = entry;
  if (intent.type === "open") return opened(entry);
  if (audit === undefined)
    return { type: "say", text: `${label}: ${ONLY[intent.type]}, see below`, kind: "info" };
  return { type: "go", route: intent.type === "audit" ? audit : mapRoute(label, runsFolder) };
}

const ONLY = {
  audit: "only a dataset is audited",
  map: "only a dataset has fields to map",
} as const;
