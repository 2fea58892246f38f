import { generate } from "../pipelines/generate/generate.ts";
import type { OutputFilter } from "../pipelines/generate/output-filter.ts";
import { readReceipt } from "../pipelines/generate/read-receipt.ts";
import { firstDifference, otherEnvironment, replayRequest } from "../pipelines/generate/replay.ts";
import { memoryStore } from "../pipelines/generate/stage-store.ts";
import { openReporter } from "./reporter.ts";
import type { GenerateRun } from "./run-generate.ts";

/** Lets stages hand on what nobody will see: a replay keeps no pixel, only their digests are compared. */
const unseen: OutputFilter = {
  provides: ["image-filters"],
  judge: async (images) => images.map(() => ({ pass: true, scores: {} })),
};

/** Makes an image again from its receipt, in memory, and says whether it is the same, or which step first differs. */
export async function runReplay(
  path: string,
  model: string | undefined,
  { session, flags, quiet }: GenerateRun,
): Promise<void> {
  const saved = await readReceipt(path);
  const request = await replayRequest(saved, model);
  const reporter = await openReporter(session, { quiet, json: flags.json ?? false });
  // A preview would show what no filter judged.
  const context = {
    now: () => new Date(),
    emit: (event: Parameters<typeof reporter.emit>[0]) => {
      if (event.type !== "preview") reporter.emit(event);
    },
    signal: session.signal,
  };
  try {
    for await (const { receipt: made } of generate(request, {
      outputFilter: unseen,
      store: memoryStore(),
      context,
    })) {
      const difference = firstDifference(saved, made);
      const environment = otherEnvironment(saved, made);
      reporter.close();
      session.print(
        flags.json
          ? JSON.stringify({ same: difference === null, difference, environment })
          : [
              difference === null
                ? `the same in every step: ${made.stages.map(({ id, steps }) => `${id} ${steps.length}`).join(", ")}`
                : `first difference: ${difference.where}: SHA-256 ${difference.got.slice(0, 16)}…, the receipt says ${difference.wanted.slice(0, 16)}…`,
              ...(difference === null ? [] : environment.map((one) => `not as it was: ${one}`)),
            ].join("\n"),
      );
      session.exit(difference === null ? 0 : 1);
    }
  } finally {
    reporter.close();
  }
}
