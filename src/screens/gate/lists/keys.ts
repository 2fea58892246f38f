import type { Intent } from "../../kit/intents.ts";
import type { Binding } from "../../kit/keys.ts";
import { listKeys } from "../../kit/window.ts";
import type { GateLine } from "./lines.ts";
import type { GateListsIntent } from "./press.ts";

type Keys = readonly Binding<Intent<GateListsIntent>>[];

/** What keys depend on of the chosen line. */
type Chosen =
  | { readonly kind: "work"; readonly item: Pick<WorkItem, "kind" | "id" | "status"> }
  | { readonly kind: "entry" };

type WorkItem = Extract<GateLine, { kind: "work" }>["item"];

/** The keys of the gate's lists; some depend on what the chosen line waits for. */
export function gateListsKeys(chosen: Chosen | undefined): Keys {
  return [
    ...listKeys,
    { keys: ["tab", "l", "right"], help: "inbox, all, ledger", bar: "list", action: { type: "next-list" } },
    {
      keys: ["n"],
      help: "request images",
      bar: "request",
      action: { type: "ask", label: "prompt:", typed: { type: "request", text: "" } },
    },
    ...(chosen?.kind === "work" ? keysOf(chosen.item) : []),
    {
      keys: ["c"],
      help: "prompts in clear or masked",
      bar: "clear",
      about: "list",
      action: { type: "clear" },
    },
    { keys: ["r"], help: "read what others appended", action: { type: "refresh" } },
  ];
}

function keysOf({ kind, id, status }: Pick<WorkItem, "kind" | "id" | "status">): Keys {
  if (kind === "image") {
    const route = { screen: "gate-image", image: id } as const;
    return [{ keys: ["enter"], help: "look and judge", bar: "review", action: { type: "go", route } }];
  }
  if (status === "granted" || status === "generating") {
    const route = { screen: "gate-generate", wanted: { request: id } } as const;
    return [
      {
        keys: ["enter"],
        help: "generate",
        bar: "generate",
        about: "request",
        action: { type: "go", route },
      },
    ];
  }
  if (status !== "waiting") return [];
  return [
    {
      keys: ["a"],
      help: "approve this request",
      bar: "approve",
      about: "request",
      action: { type: "approve", request: id },
    },
    {
      keys: ["d"],
      help: "deny this request",
      bar: "deny",
      about: "request",
      action: { type: "ask", label: "reason:", typed: { type: "deny", request: id, text: "" } },
    },
  ];
}
