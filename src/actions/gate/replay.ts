import { generate } from "../../pipelines/generate/generate.ts";
import type { OutputFilter } from "../../pipelines/generate/output-filter.ts";
import { readReceipt } from "../../pipelines/generate/read-receipt.ts";
import { firstDifference, otherEnvironment, replayRequest } from "../../pipelines/generate/replay.ts";
import { memoryStore } from "../../pipelines/generate/stage-store.ts";
import type { Context } from "../../process/events.ts";

/** Lets stages hand on what nobody will see: a replay keeps no pixel, only their digests are compared. */
const unseen: OutputFilter = {
  provides: ["image-filters"],
  judge: async (images) => images.map(() => ({ pass: true, scores: {} })),
};

/** Whether an image that was made again is the same. */
export interface Replayed {
  /** The step that first differs, and its SHA-256 (hex) now and by the receipt; null where all are the same. */
  readonly difference: { readonly where: string; readonly wanted: string; readonly got: string } | null;
  /** What is not as it was when the receipt was written. */
  readonly environment: readonly string[];
  /** Stages that were run, and how many steps each took. */
  readonly stages: readonly { readonly id: string; readonly steps: number }[];
}

/**
 * Makes an image again from its receipt, in memory, and compares every step.
 * @param path the receipt's file
 * @param model the model's folder, where it was named as a path
 * @throws CliError (exit code 2) for a receipt or model that cannot be used
 */
export async function replay(path: string, model: string | undefined, context: Context): Promise<Replayed> {
  const saved = await readReceipt(path);
  const request = await replayRequest(saved, model);
  // A preview would show what no filter judged.
  const emit: Context["emit"] = (event) => event.type !== "preview" && context.emit(event);
  const world = { outputFilter: unseen, store: memoryStore(), context: { ...context, emit } };
  for await (const { receipt: made } of generate(request, world))
    return {
      difference: firstDifference(saved, made),
      environment: otherEnvironment(saved, made),
      stages: made.stages.map(({ id, steps }) => ({ id, steps: steps.length })),
    };
  throw new Error("a replay made no image");
}
