import type { Binding } from "../../kit/keys.ts";
import type { Passage } from "./passage.ts";

/** What a key of a generation means. */
export type GateGenerateIntent =
  | { readonly type: "stop" }
  | { readonly type: "look"; readonly image: string };

/** The keys of a generation: stop while it goes on, then look at what is in quarantine. */
export function gateGenerateKeys({ ended }: Pick<Passage, "ended">): readonly Binding<GateGenerateIntent>[] {
  if (ended === null)
    return [{ keys: ["x"], help: "stop; it goes on from there", bar: "stop", action: { type: "stop" } }];
  const [image] = ended.kind === "sealed" ? ended.images : [];
  if (image === undefined) return [];
  return [
    { keys: ["enter"], help: "look at the first image", bar: "review", action: { type: "look", image } },
  ];
}
