import type { Intent } from "../kit/intents.ts";
import type { Binding } from "../kit/keys.ts";
import type { ScrubIntent } from "./press.ts";

/** The keys of the threshold scrubber. */
export const scrubKeys: readonly Binding<Intent<ScrubIntent>>[] = [
  {
    keys: ["enter"],
    help: "open exactly the pairs that the chosen count, or bar, counts",
    bar: "its pairs",
    action: { type: "drill" },
  },
  {
    keys: ["tab"],
    help: "choose the next count: fires, was, gained, lost, precision, recall",
    bar: "next count",
    action: { type: "count", by: 1 },
  },
  { keys: ["shift-tab"], help: "choose the count before", action: { type: "count", by: -1 } },
  { keys: ["b"], help: "choose the next bar of the spread", bar: "bar", action: { type: "bar", by: 1 } },
  { keys: ["B"], help: "choose the bar before", action: { type: "bar", by: -1 } },
  {
    keys: ["h", "left"],
    help: "lower the cut",
    bar: "lower",
    action: { type: "turn", by: -1, fine: false },
  },
  {
    keys: ["l", "right"],
    help: "raise the cut",
    bar: "raise",
    action: { type: "turn", by: 1, fine: false },
  },
  { keys: ["H"], help: "lower the cut by a tenth of a step", action: { type: "turn", by: -1, fine: true } },
  { keys: ["L"], help: "raise the cut by a tenth of a step", action: { type: "turn", by: 1, fine: true } },
  { keys: ["j", "down"], help: "next cut", bar: "next cut", action: { type: "dial", by: 1 } },
  { keys: ["k", "up"], help: "previous cut", action: { type: "dial", by: -1 } },
  {
    keys: ["="],
    help: "type a value",
    bar: "type",
    action: { type: "ask", label: "cut at", typed: { type: "value", text: "" } },
  },
  { keys: ["0"], help: "put this cut back", bar: "reset", action: { type: "reset" } },
  {
    keys: ["S"],
    help: "save as a new version of the policy, and decide by it",
    bar: "save",
    about: "cut",
    action: { type: "save" },
  },
];
