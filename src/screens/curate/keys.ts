import type { Intent } from "../kit/intents.ts";
import type { Binding } from "../kit/keys.ts";
import { listKeys } from "../kit/window.ts";
import { auditRoute } from "../route.ts";
import type { CurateIntent } from "./press.ts";
import type { CuratePhase, CurateState } from "./state.ts";

/** The keys of the curation: stop while it writes, else what to write and where. */
export function curateKeys(
  { phase, to }: Pick<CurateState, "to"> & { readonly phase: Pick<CuratePhase, "kind"> },
  { folder, runsFolder }: { readonly folder: string; readonly runsFolder: string },
): readonly Binding<Intent<CurateIntent>>[] {
  if (phase.kind === "running")
    return [{ keys: ["x"], help: "stop; whole shards are kept", bar: "stop", action: { type: "stop" } }];
  const done = phase.kind === "done";
  const write = done
    ? { keys: ["w"], help: "write the dataset again", bar: "write again" }
    : { keys: ["enter"], help: "write the dataset", bar: "write" };
  return [
    ...(done ? waysFrom(to, folder, runsFolder) : []),
    { ...write, about: "plan", action: { type: "write" } },
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
    {
      keys: ["enter"],
      help: "open exactly the pairs that this line counts",
      bar: "its pairs",
      action: { type: "drill" },
    },
    ...listKeys,
    { keys: ["l"], help: "look at what was written", bar: "look", action: { type: "go", route: inspect } },
    {
      keys: ["a"],
      help: "audit what was written",
      bar: "audit it",
      about: "dataset",
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
