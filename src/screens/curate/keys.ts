import type { Intent } from "../kit/intents.ts";
import type { Binding } from "../kit/keys.ts";
import type { CurateIntent } from "./press.ts";
import type { CurateState } from "./state.ts";

/** The keys of the curation: stop while it writes, else what to write and where. */
export function curateKeys({ phase, to }: CurateState): readonly Binding<Intent<CurateIntent>>[] {
  if (phase.kind === "running")
    return [{ keys: ["x"], help: "stop; whole shards are kept", bar: "stop", action: { type: "stop" } }];
  return [
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
