import type { Wanted as GenerationWish } from "../../verbs/generate.ts";

/** What goes through the gate: a new prompt, or a request that was granted before. */
export type Wanted =
  | {
      readonly prompt: string;
      readonly model: string;
      readonly images: number;
      readonly seed: number;
      /** Absent runs all. */
      readonly stages?: { readonly from: number; readonly to: number };
    }
  | { readonly request: string };

/** How every generation on screen is made. */
const settings = { seed: 0, rng: "philox", overrides: {}, device: "auto", threads: 0 } as const;

/** The same as `sluice generate` wants it. */
export function generationOf(wanted: Wanted): GenerationWish {
  if ("request" in wanted) return { from: "request", id: wanted.request, settings };
  const { prompt, model, images, seed, stages } = wanted;
  const how = { ...settings, seed, ...(stages && { stages }) };
  return { from: "prompts", request: { ...how, model, prompts: [{ text: prompt }], n: images } };
}
