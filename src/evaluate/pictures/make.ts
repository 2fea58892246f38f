import { sha256Bytes } from "../../digest/sha256.ts";
import { generate } from "../../pipelines/generate/generate.ts";
import type { OutputFilter } from "../../pipelines/generate/output-filter.ts";
import { memoryStore } from "../../pipelines/generate/stage-store.ts";
import type { Context } from "../../process/events.ts";
import type { MakePictures } from "./make-and-look.ts";

export interface MakeOptions {
  readonly model: string;
  readonly outputFilter: OutputFilter;
  readonly context: Context;
  readonly seed: number;
  readonly device: string;
  readonly threads: number;
}

/**
 * Makes pictures behind an output filter, for instruments to look at: none is ever written. Every prompt has its own noise:
 * else all would share one draw of it, and no interval over prompts would hold its variance.
 */
export function picturesOf({
  model,
  outputFilter,
  context,
  seed,
  device,
  threads,
}: MakeOptions): MakePictures {
  return async function* (prompts, n) {
    const [first, ...rest] = prompts.map((text) => ({ text, seed: seedOf(seed, text) }));
    if (first === undefined) return;
    const request = {
      model,
      prompts: [first, ...rest] as const,
      n,
      seed,
      rng: "philox",
      device,
      threads,
    } as const;
    const outcomes = generate({ ...request, overrides: {} }, { outputFilter, context, store: memoryStore() });
    for await (const outcome of outcomes)
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
