import type { Go, Intent } from "../kit/intents.ts";
import type { Binding } from "../kit/keys.ts";
import { listKeys, type Move } from "../kit/window.ts";
import type { Drill } from "../run/state.ts";

/** The keys of the topics' screen. */
export function topicKeys(
  folder: string,
  over: "captions" | "images",
): readonly Binding<Intent<Move | Drill>>[] {
  return [
    { keys: ["enter"], help: "open the pairs of this topic", bar: "its pairs", action: { type: "drill" } },
    otherTopics(folder, over),
    ...listKeys,
  ];
}

/** Topics of the other side, which is also the way on where those of this side cannot be had. */
export function otherTopics(folder: string, over: "captions" | "images"): Binding<Go> {
  const other = over === "captions" ? "images" : "captions";
  return {
    keys: ["P"],
    ...(other === "images"
      ? { help: "topics by what pictures show (by a CLIP model that is here)", bar: "by pictures" }
      : { help: "topics by what captions say", bar: "by captions" }),
    action: { type: "go", route: { screen: "topics", folder, over: other } },
  };
}
