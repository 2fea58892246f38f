import type { Choice } from "../../compare/duel.ts";
import type { Binding } from "../../screens/kit/keys.ts";

/** What the screen can do. */
export interface CompareDeeds {
  reveal(): void;
  vote(choice: Choice): void;
  /** Goes on from a prompt of which a picture was refused. */
  goOn(): void;
  skip(): void;
  undo(): void;
}

const undoKeys = ["z", "backspace", "ctrl-z"];

/** The keys of the comparison; at its end none, but that undo says why there is none. */
export function compareBindings(
  open: boolean,
  { reveal, vote, goOn, skip, undo }: CompareDeeds,
): readonly Binding<() => void>[] {
  if (!open) return [{ keys: undoKeys, help: "no verdict can be taken back any more", action: undo }];
  return [
    { keys: ["space"], help: "show both in colour (counted)", bar: "show", action: reveal },
    { keys: ["left", "h"], help: "the left one is better", bar: "left", action: () => vote("left") },
    { keys: ["right", "l"], help: "the right one is better", bar: "right", action: () => vote("right") },
    { keys: ["=", "t"], help: "neither is better", bar: "tie", action: () => vote("tie") },
    { keys: ["enter"], help: "go on where a picture was withheld (counted)", action: goOn },
    { keys: ["s"], help: "skip: it comes back at the end", bar: "skip", action: skip },
    { keys: undoKeys, help: "take the last verdict back", bar: "undo", action: undo },
  ];
}
