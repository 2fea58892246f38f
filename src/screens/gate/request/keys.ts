import type { Intent } from "../../kit/intents.ts";
import type { Binding } from "../../kit/keys.ts";
import type { RequestForm, RequestIntent } from "./form.ts";

/** The keys of a request before it is sent. */
export function requestKeys({
  images,
  seed,
}: Pick<RequestForm, "images" | "seed">): readonly Binding<Intent<RequestIntent>>[] {
  return [
    { keys: ["enter"], help: "ask for these images", bar: "ask", about: "request", action: { type: "send" } },
    { keys: ["m"], help: "another model", bar: "model", action: { type: "model" } },
    {
      keys: ["n"],
      help: "how many images",
      bar: "images",
      action: { type: "ask", label: "images:", typed: { type: "images", text: String(images) } },
    },
    {
      keys: ["s"],
      help: "the seed of their noise",
      bar: "seed",
      action: { type: "ask", label: "seed:", typed: { type: "seed", text: String(seed) } },
    },
    {
      keys: ["z"],
      help: "another size: fewer stages make smaller pictures",
      bar: "size",
      action: { type: "size" },
    },
    { keys: ["c"], help: "the prompt in clear or masked", about: "request", action: { type: "clear" } },
  ];
}
