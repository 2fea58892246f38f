import { oneLine } from "../../process/errors.ts";
import { queueFrom } from "../../review/queue-words.ts";
import type { Go, Say } from "../kit/intents.ts";

/** Reviews by a queue that was named in words, or says what was wanted; without any, by the one that was left. */
export function queueNamed(words: string, folder: string): Go | Say {
  try {
    const queue = words === "" ? {} : { queue: queueFrom(words) };
    return { type: "go", route: { screen: "review", folder, ...queue } };
  } catch (error) {
    return { type: "say", text: oneLine(error), kind: "warning" };
  }
}
