import { rungs } from "../../exposure/ladder.ts";
import { QUEUES } from "../../review/queue-words.ts";
import type { ReviewVerdict } from "../../run/labels.ts";
import { reviewBy } from "../commands.ts";
import type { Interface } from "../kit/interface.ts";
import type { Binding } from "../kit/keys.ts";
import type { Reviewing } from "./use-review.ts";

const verdicts: readonly { readonly key: string; readonly verdict: ReviewVerdict; readonly help: string }[] =
  [
    { key: "k", verdict: "keep", help: "keep this pair" },
    { key: "d", verdict: "drop", help: "drop this pair" },
    { key: "u", verdict: "unsure", help: "unsure: someone else should look" },
    { key: "s", verdict: "skip", help: "skip: it comes back at the end" },
  ];

/** Another queue, named in words. */
export function otherQueue(app: Interface, folder: string): Binding<() => void> {
  return {
    keys: ["o"],
    help: `another queue: ${QUEUES}`,
    action: () => app.ask({ label: "queue:", onSubmit: (words) => reviewBy(words.trim(), folder, app) }),
  };
}

/** The keys of the review screen. */
export function reviewBindings(
  reviewing: Reviewing,
  app: Interface,
  folder: string,
): readonly Binding<() => void>[] {
  const { state, show } = reviewing;
  const { rung } = state.shown;
  return [
    ...verdicts.map(({ key, verdict, help }) => ({
      keys: [key],
      help,
      bar: verdict,
      action: () => reviewing.judge(verdict),
    })),
    {
      keys: ["z", "backspace", "ctrl-z"],
      help: "undo the last verdict",
      bar: "undo",
      action: reviewing.undo,
    },
    {
      keys: ["+", "l", "right", "space"],
      help: "show one rung more of the exposure ladder",
      bar: "more",
      action: () => show(Math.min(rungs.length - 1, rung + 1)),
    },
    {
      keys: ["-", "h", "left"],
      help: "show one rung less",
      bar: "less",
      action: () => show(Math.max(0, rung - 1)),
    },
    ...rungs.map((name, i) => ({
      keys: [String(i)],
      help: `show ${name}${i >= 2 ? " (counted)" : ""}`,
      action: () => show(i),
    })),
    {
      keys: ["c"],
      help: "show or hide the caption in clear (counted)",
      bar: "caption",
      action: reviewing.caption,
    },
    { keys: ["x"], help: "hide what was revealed", action: reviewing.hide },
    {
      keys: ["a"],
      help: "judge all near duplicates of this image with it",
      bar: "all",
      action: reviewing.bulk,
    },
    {
      keys: ["n"],
      help: "note that goes with the verdict",
      bar: "note",
      action: () => app.ask({ label: "note:", initial: state.note, onSubmit: reviewing.note }),
    },
    otherQueue(app, folder),
    {
      keys: ["t"],
      help: "move a rule's threshold; precision and recall come from these labels",
      action: () => app.go({ screen: "scrub", folder }),
    },
  ];
}
