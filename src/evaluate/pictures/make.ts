import { sha256Bytes } from "../../digest/sha256.ts";
import type { Outcome } from "../../pipelines/generate/outcome.ts";
import type { DrawRequest } from "../../pipelines/generate/request.ts";
import type { MakePictures } from "./make-and-look.ts";

export interface MakeOptions {
  readonly seed: number;
  /** Why a prompt is not drawn, as the prompt filters say; null where it is. */
  readonly withheld: (prompt: string) => string | null;
  /** Makes pictures behind output filters; none is ever written. */
  readonly make: (request: Pick<DrawRequest, "prompts" | "n" | "seed">) => AsyncIterable<Outcome>;
}

/**
 * Pictures for instruments to look at. Every prompt has its own noise: else all would share one draw of it, and no
 * interval over prompts would hold its variance.
 */
export function picturesOf({ seed, withheld, make }: MakeOptions): MakePictures {
  return async function* (prompts, n) {
    const drawn: number[] = [];
    for (const [prompt, text] of prompts.entries())
      if (withheld(text) === null) drawn.push(prompt);
      else for (let index = 0; index < n; index++) yield { prompt, index, pixels: null };
    const [first, ...rest] = drawn.map((i) => ({
      text: prompts[i] as string,
      seed: seedOf(seed, prompts[i] as string),
    }));
    if (first === undefined) return;
    for await (const outcome of make({ prompts: [first, ...rest], n, seed }))
      yield {
        prompt: drawn[Math.floor(outcome.image / n)] as number,
        index: outcome.image % n,
        pixels: outcome.kind === "done" ? outcome.pixels : null,
      };
  };
}

/** A prompt's own seed in [0, 2³²): the first four bytes of the SHA-256 of the evaluation's seed and the prompt. */
function seedOf(seed: number, prompt: string): number {
  return sha256Bytes(`${seed}\n${prompt}`).readUInt32BE();
}
