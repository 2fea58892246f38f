import type { Intent } from "../kit/intents.ts";
import type { Binding } from "../kit/keys.ts";
import { listKeys, type Move } from "../kit/window.ts";
import type { Drill } from "../run/state.ts";

/** The keys of what a command said: it scrolls, and a line that counts pairs opens them. */
export const toldKeys: readonly Binding<Intent<Move | Drill>>[] = [
  {
    keys: ["enter"],
    help: "open exactly the pairs that this line counts",
    bar: "its pairs",
    action: { type: "drill" },
  },
  ...listKeys,
];
