import type { Binding } from "../kit/keys.ts";
import type { CompareIntent } from "./press.ts";

const undoKeys = ["z", "backspace", "ctrl-z"];

/** The keys of the comparison; at its end none, but that undo says why there is none. */
export function compareKeys(open: boolean): readonly Binding<CompareIntent>[] {
  if (!open)
    return [{ keys: undoKeys, help: "no verdict can be taken back any more", action: { type: "undo" } }];
  return [
    {
      keys: ["space"],
      help: "show both in colour (counted)",
      bar: "show",
      about: "picture",
      action: { type: "reveal" },
    },
    {
      keys: ["left", "h"],
      help: "the left one is better",
      bar: "left",
      about: "picture",
      action: { type: "vote", choice: "left" },
    },
    {
      keys: ["right", "l"],
      help: "the right one is better",
      bar: "right",
      about: "picture",
      action: { type: "vote", choice: "right" },
    },
    {
      keys: ["=", "t"],
      help: "neither is better",
      bar: "tie",
      about: "picture",
      action: { type: "vote", choice: "tie" },
    },
    {
      keys: ["enter"],
      help: "go on where a picture was withheld (counted)",
      about: "picture",
      action: { type: "go-on" },
    },
    {
      keys: ["s"],
      help: "skip: it comes back at the end",
      bar: "skip",
      action: { type: "skip" },
    },
    { keys: undoKeys, help: "take the last verdict back", bar: "undo", action: { type: "undo" } },
  ];
}
