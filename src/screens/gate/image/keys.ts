import type { Intent } from "../../kit/intents.ts";
import type { Binding } from "../../kit/keys.ts";
import type { GateImageIntent } from "./press.ts";

/** The keys before a sealed image. */
export function gateImageKeys(image: string): readonly Binding<Intent<GateImageIntent>>[] {
  return [
    {
      keys: ["+", "l", "right", "space"],
      help: "show one rung more (recorded)",
      bar: "more",
      about: "image",
      once: true,
      action: { type: "climb", by: 1 },
    },
    { keys: ["-", "h", "left"], help: "show one rung less", bar: "less", action: { type: "climb", by: -1 } },
    { keys: ["x"], help: "hide what was revealed", action: { type: "hide" } },
    {
      keys: ["c"],
      help: "the prompt in clear or masked",
      bar: "prompt",
      about: "image",
      once: true,
      action: { type: "clear" },
    },
    {
      keys: ["p"],
      help: "pass: it may be released",
      bar: "pass",
      about: "image",
      action: { type: "judge", verdict: "pass" },
    },
    {
      keys: ["d"],
      help: "reject: it stays sealed",
      bar: "reject",
      about: "image",
      action: { type: "judge", verdict: "reject" },
    },
    {
      keys: ["w"],
      help: "release it: write the file with its provenance",
      bar: "release",
      about: "image",
      action: { type: "ask", label: "release to:", typed: { type: "release", text: `${image}.png` } },
    },
    {
      keys: ["D"],
      help: "destroy the sealed file; its hash and scores stay",
      about: "image",
      action: { type: "ask", label: "destroy, reason:", typed: { type: "destroy", text: "" } },
    },
  ];
}
