import type { Intent } from "../kit/intents.ts";
import type { Binding } from "../kit/keys.ts";
import { auditRoute } from "../route.ts";
import type { CurateIntent } from "./press.ts";
import type { CurateState } from "./state.ts";

/** The keys of the curation: stop while it writes, else what to write and where. */
export function curateKeys(
  { phase, to }: CurateState,
  { folder, runsFolder }: { readonly folder: string; readonly runsFolder: string },
): readonly Binding<Intent<CurateIntent>>[] {
  if (phase.kind === "running")
    return [{ keys: ["x"], help: "stop; whole shards are kept", bar: "stop", action: { type: "stop" } }];
  return [
    ...(phase.kind === "done" ? waysFrom(to, folder, runsFolder) : []),
    { keys: ["enter"], help: "write the dataset", bar: "write", about: "plan", action: { type: "write" } },
    { keys: ["f"], help: "another format", bar: "format", action: { type: "format" } },
    {
      keys: ["t"],
      help: "another folder",
      bar: "folder",
      action: { type: "ask", label: "to:", typed: { type: "to", text: to } },
    },
  ];
}

/** What is next once a dataset was written. */
function waysFrom(to: string, folder: string, runsFolder: string): readonly Binding<Intent<CurateIntent>>[] {
  const inspect = { screen: "told", words: ["inspect", to], folder } as const;
  return [
    { keys: ["l"], help: "look at what was written", bar: "look", action: { type: "go", route: inspect } },
    {
      keys: ["a"],
      help: "audit what was written",
      bar: "audit it",
      action: { type: "go", route: auditRoute(to, runsFolder) },
    },
    {
      keys: ["d"],
      help: "document it: the card of the run that it comes from",
      bar: "card",
      action: { type: "go", route: { screen: "card", folder } },
    },
  ];
}
