import { sha256Bytes } from "../../digest/sha256.ts";
import type { Outcome } from "../../pipelines/generate/outcome.ts";
import type { GenerateRequest } from "../../pipelines/generate/request.ts";
import type { MakePictures } from "./make-and-look.ts";

export interface MakeOptions {
  readonly model: string;
  readonly seed: number;
  /** Makes pictures behind output filters; none is ever written. */
  readonly make: (
    request: Pick<GenerateRequest, "model" | "prompts" | "n" | "seed">,
  ) => AsyncIterable<Outcome>;
}

/**
 * Pictures for instruments to look at. Every prompt has its own noise: else all would share one draw of it, and no
 * interval over prompts would hold its variance.
 */
export function picturesOf({ model, seed, make }: MakeOptions): MakePictures {
  return async function* (prompts, n) {
    const [first, ...rest] = prompts.map((text) => ({ text, seed: seedOf(seed, text) }));
    if (first === undefined) return;
    for await (const outcome of make({ model, prompts: [first, ...rest], n, seed }))
      yield {
        prompt: Math.floor(outcome.image / n),
        index: outcome.image % n,
        pixels: outcome.kind === "done" ? outcome.pixels : null,
      };
  };
}

/** A prompt's own seed in [0, 2³²): the first four bytes of the SHA-256 of the evaluation's seed and the prompt. */
function seedOf(seed: number, prompt: string): number {
  return sha256Bytes(`${seed}\n${prompt}`).readUInt32BE();
}
