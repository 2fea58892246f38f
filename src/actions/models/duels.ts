import { type MakeDuels, producePictures } from "../../compare/produce.ts";
import { openMeasuringFilter } from "../../gate/output/measuring-filter.ts";
import { generate } from "../../pipelines/generate/generate.ts";
import type { Prompt } from "../../pipelines/generate/request.ts";
import { memoryStore } from "../../pipelines/generate/stage-store.ts";
import { cores } from "../../process/cores.ts";
import type { Context } from "../../process/events.ts";

/** Which pictures two cascades make. */
export interface Duels {
  readonly models: Readonly<Record<"a" | "b", string>>;
  readonly prompts: readonly Prompt[];
  /** Places of the prompts that are still to be made. */
  readonly open: readonly number[];
  readonly seed: number;
  readonly device: string;
}

/** Pictures of two cascades, made one after another; none is written, and what the filters refuse is not shown. */
export interface DuelPictures {
  readonly picture: ReturnType<typeof producePictures>;
  /** Stops what is being made, and closes the filters. */
  close(): Promise<void>;
}

/** Begins to make the pictures of two cascades behind the output filters, in memory. */
export function makeDuels(
  { models, prompts, open, seed, device }: Duels,
  { now, signal }: Pick<Context, "now" | "signal">,
): DuelPictures {
  // The filters load behind the open screen, and not at all where nothing is left to make.
  let filters: ReturnType<typeof openMeasuringFilter> | undefined;
  const ended = new AbortController();
  const context = { now, emit: () => {}, signal: AbortSignal.any([signal, ended.signal]) };
  const common = { n: 1, seed, rng: "philox", device, threads: cores(), overrides: {} } as const;
  const make = (model: string): MakeDuels =>
    async function* (some) {
      filters ??= openMeasuringFilter(device);
      const { outputFilter } = await filters;
      yield* generate({ model, prompts: some, ...common }, { outputFilter, context, store: memoryStore() });
    };
  return {
    picture: producePictures(prompts, open, { a: make(models.a), b: make(models.b) }),
    async close() {
      ended.abort();
      await filters?.then((opened) => opened.close());
    },
  };
}
