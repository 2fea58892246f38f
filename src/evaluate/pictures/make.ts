import type { Context } from "../../events.ts";
import type { Airlock } from "../../pipelines/generate/airlock.ts";
import { generate } from "../../pipelines/generate/generate.ts";
import type { StageStore } from "../../pipelines/generate/stage-store.ts";
import type { MakePictures } from "./evaluate.ts";

export interface MakeOptions {
  readonly model: string;
  readonly airlock: Airlock;
  readonly context: Context;
  readonly seed: number;
  readonly device: string;
  readonly threads: number;
}

/** Makes pictures behind an airlock, for instruments to look at: none is ever written. */
export function picturesOf({ model, airlock, context, seed, device, threads }: MakeOptions): MakePictures {
  return async function* (prompts, n) {
    const [first, ...rest] = prompts.map((text) => ({ text }));
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
    const outcomes = generate({ ...request, overrides: {} }, { airlock, context, store: memoryStore() });
    for await (const outcome of outcomes)
      yield {
        prompt: Math.floor(outcome.image / n),
        pixels: outcome.kind === "done" ? outcome.pixels : null,
      };
  };
}

/** What stages hand on, for as long as the process lives. */
export function memoryStore(): StageStore {
  const files = new Map<string, Uint8Array>();
  return {
    has: async (name) => files.has(name),
    async read(name) {
      const bytes = files.get(name);
      if (bytes === undefined) throw new Error(`Cannot find "${name}" among what was made`);
      return bytes;
    },
    async write(name, bytes) {
      files.set(name, bytes.slice());
    },
  };
}
