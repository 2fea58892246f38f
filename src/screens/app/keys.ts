import type { Binding } from "../kit/keys.ts";
import type { Overlay } from "./state.ts";

/** What the keys that work everywhere mean. */
export type AppIntent =
  | { readonly type: "open"; readonly overlay: Overlay }
  /** Hides what is on screen, and forgets what was drawn before. */
  | { readonly type: "cover" }
  | { readonly type: "back" | "quit" };

/** The keys that work on every screen, after its own. */
export function appKeys(atHome: boolean): readonly Binding<AppIntent>[] {
  const keys: readonly Binding<AppIntent>[] = [
    {
      keys: ["?"],
      help: "find and run any key of this screen",
      bar: "keys",
      action: { type: "open", overlay: { kind: "help", text: "", cursor: 0 } },
    },
    {
      keys: [":"],
      help: "find and run any command",
      bar: "commands",
      action: { type: "open", overlay: { kind: "palette", text: "", cursor: 0 } },
    },
    { keys: ["."], help: "hide everything at once", action: { type: "cover" } },
    {
      keys: ["q", "escape"],
      help: atHome ? "quit" : "back",
      bar: atHome ? "quit" : "back",
      action: { type: atHome ? "quit" : "back" },
    },
    { keys: ["Q", "ctrl-c"], help: "quit; what was decided is on disk", action: { type: "quit" } },
  ];
  return keys.map((binding) => ({ ...binding, everywhere: true }));
}
