import { rungs } from "../../exposure/ladder.ts";
import { QUEUES } from "../../review/queue-words.ts";
import type { ReviewVerdict } from "../../run/labels.ts";
import type { Intent } from "../kit/intents.ts";
import type { Binding } from "../kit/keys.ts";
import type { QueueIntent, ReviewIntent } from "./press.ts";
import type { ReviewState } from "./state.ts";

const verdicts: readonly { readonly key: string; readonly verdict: ReviewVerdict; readonly help: string }[] =
  [
    { key: "k", verdict: "keep", help: "keep this pair" },
    { key: "d", verdict: "drop", help: "drop this pair" },
    { key: "u", verdict: "unsure", help: "unsure: someone else should look" },
    { key: "s", verdict: "skip", help: "skip: it comes back at the end" },
  ];

/** Another queue, named in words; a way on from a queue that does not open, too. */
export const otherQueue: Binding<Intent<QueueIntent>> = {
  keys: ["o"],
  help: `another queue: ${QUEUES}`,
  action: { type: "ask", label: "queue:", typed: { type: "queue", text: "" } },
};

/** The keys of the review screen. */
export function reviewKeys(
  { shown: { rung }, note }: Pick<ReviewState, "shown" | "note">,
  folder: string,
): readonly Binding<Intent<ReviewIntent>>[] {
  return [
    ...verdicts.map(({ key, verdict, help }) => ({
      keys: [key],
      help,
      bar: verdict,
      // A skip says nothing of the pair: it is asked for again.
      ...(verdict === "skip" ? {} : { about: "pair" }),
      action: { type: "judge", verdict } as const,
    })),
    {
      keys: ["z", "backspace", "ctrl-z"],
      help: "undo the last verdict",
      bar: "undo",
      action: { type: "undo" },
    },
    {
      keys: ["+", "l", "right", "space"],
      help: "show one rung more of the exposure ladder",
      bar: "more",
      about: "pair",
      action: { type: "show", rung: Math.min(rungs.length - 1, rung + 1) },
    },
    {
      keys: ["-", "h", "left"],
      help: "show one rung less",
      bar: "less",
      action: { type: "show", rung: Math.max(0, rung - 1) },
    },
    ...rungs.map((name, i) => ({
      keys: [String(i)],
      help: `show ${name}${i >= 2 ? " (counted)" : ""}`,
      about: "pair",
      action: { type: "show", rung: i } as const,
    })),
    {
      keys: ["c"],
      help: "show or hide the caption in clear (counted)",
      bar: "caption",
      about: "pair",
      action: { type: "caption" },
    },
    { keys: ["x"], help: "hide what was revealed", action: { type: "hide" } },
    {
      keys: ["J"],
      help: "scroll the caption down, then what stands beside the picture",
      action: { type: "scroll", by: 1 },
    },
    { keys: ["K"], help: "scroll them up again", action: { type: "scroll", by: -1 } },
    {
      keys: ["a"],
      help: "judge its near duplicates too: side by side in the gallery, where each is drawn",
      bar: "alike",
      about: "pair",
      action: { type: "twins" },
    },
    {
      keys: ["n"],
      help: "note that goes with the verdict",
      bar: "note",
      about: "pair",
      action: { type: "ask", label: "note:", typed: { type: "note", text: note } },
    },
    otherQueue,
    {
      keys: ["t"],
      help: "move a rule's threshold; precision and recall come from these labels",
      action: { type: "go", route: { screen: "scrub", folder } },
    },
  ];
}
