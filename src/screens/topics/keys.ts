import type { Intent } from "../kit/intents.ts";
import type { Binding } from "../kit/keys.ts";
import { listKeys, type Move } from "../kit/window.ts";
import type { Drill } from "../run/state.ts";

/** The keys of the topics' screen. */
export const topicKeys: readonly Binding<Intent<Move | Drill>>[] = [
  { keys: ["enter"], help: "open the pairs of this topic", bar: "its pairs", action: { type: "drill" } },
  ...listKeys,
];
