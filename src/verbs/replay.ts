import { loadModel } from "../pipelines/generate/load-model.ts";
import { readReceipt } from "../pipelines/generate/read-receipt.ts";
import { firstDifference, otherEnvironment, replayRequest } from "../pipelines/generate/replay.ts";
import type { Context } from "../process/events.ts";
import { openDrawing } from "./drawing.ts";
import type { GateSession } from "./opened.ts";

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
 * Makes an image again from its receipt, in memory, and compares every step; the ledger says that it was made.
 * @param open the gate: only once it is known that the image can be made
 * @param path the receipt's file
 * @param model the model's folder, where it was named as a path
 * @throws CliError: exit code 2 for a receipt or model that cannot be used, 3 where gate, rules or prompt filters say no
 */
export async function replay(
  open: () => Promise<GateSession>,
  path: string,
  model: string | undefined,
  context: Context,
): Promise<Replayed> {
  const saved = await readReceipt(path);
  const named = model ?? saved.model.id;
  const cascade = await loadModel(named);
  const request = replayRequest(saved, cascade);
  const drawing = await openDrawing(await open(), {
    purpose: "replay",
    models: [{ cascade, named }],
    prompts: request.prompts,
    n: 1,
    device: request.device,
  });
  try {
    for await (const made of drawing.receipts(request, context))
      return {
        difference: firstDifference(saved, made),
        environment: otherEnvironment(saved, made),
        stages: made.stages.map(({ id, steps }) => ({ id, steps: steps.length })),
      };
    throw new Error("a replay made no image");
  } finally {
    await drawing.close();
  }
}
