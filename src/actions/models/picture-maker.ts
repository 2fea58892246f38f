import { generate } from "../../pipelines/generate/generate.ts";
import type { Outcome } from "../../pipelines/generate/outcome.ts";
import type { GenerateRequest } from "../../pipelines/generate/request.ts";
import { memoryStore } from "../../pipelines/generate/stage-store.ts";
import { cores } from "../../process/cores.ts";
import { openMeasuringFilter } from "./measuring-filter.ts";

/** Makes pictures that only instruments or a voter see: none is ever written. */
export interface PictureMaker {
  /** @throws CliError (exit code 3) when a filter cannot run */
  make(request: PictureRequest): AsyncIterable<Outcome>;
  /** Ends what is under way. @throws CliError (exit code 3) where a filter could not run, so that nothing was made */
  close(): Promise<void>;
}

/** What is made; how it is drawn is the same for all. */
export type PictureRequest = Pick<GenerateRequest, "model" | "prompts" | "n" | "seed">;

/**
 * A maker of pictures behind the output filters that guard every generation; near copies are let through, since how
 * many there are is one of the figures. The filters load with the first picture, and not at all where none is made.
 */
export function pictureMaker(device: string, now: () => Date, signal: AbortSignal): PictureMaker {
  let filters: ReturnType<typeof openMeasuringFilter> | undefined;
  const ended = new AbortController();
  const context = { now, emit: () => {}, signal: AbortSignal.any([signal, ended.signal]) };
  const common = { rng: "philox", device, threads: cores(), overrides: {} } as const;
  return {
    async *make(request) {
      filters ??= openMeasuringFilter(device);
      const { outputFilter } = await filters;
      yield* generate({ ...request, ...common }, { outputFilter, context, store: memoryStore() });
    },
    async close() {
      ended.abort();
      await filters?.then((opened) => opened.close());
    },
  };
}
