import { generate } from "../pipelines/generate/generate.ts";
import { openGate } from "../pipelines/generate/open-gate.ts";
import { png } from "../pipelines/generate/picture.ts";
import {
  firstDifference,
  otherEnvironment,
  readReceipt,
  replayRequest,
} from "../pipelines/generate/replay.ts";
import { memoryStore } from "../pipelines/generate/stage-store.ts";
import { writeWhole } from "../store/files.ts";
import { openReporter } from "./reporter.ts";
import type { GenerateRun } from "./run-generate.ts";

/** Makes an image again from its receipt and says whether it is the same, or which step first differs. */
export async function runReplay(
  path: string,
  model: string | undefined,
  { session, json, quiet, out }: GenerateRun,
): Promise<void> {
  const saved = await readReceipt(path);
  const request = await replayRequest(saved, model);
  const gate = await openGate({ out: out ?? ".", device: request.device });
  const reporter = await openReporter(process.stderr, { quiet, json });
  const context = { now: () => new Date(), emit: reporter.emit, signal: session.signal };
  try {
    const world = { airlock: gate.airlock, store: memoryStore(), context };
    for await (const outcome of generate(request, world)) {
      const { receipt: made } = outcome;
      const difference = firstDifference(saved, made);
      const environment = otherEnvironment(saved, made);
      if (out !== undefined && outcome.kind === "done") await writeWhole(out, await png(outcome.pixels));
      const file = outcome.kind === "done" ? (out ?? null) : null;
      reporter.close();
      session.print(
        json
          ? JSON.stringify({ same: difference === null, difference, environment, state: outcome.kind, file })
          : [
              difference === null
                ? `the same in every step: ${made.stages.map(({ id, steps }) => `${id} ${steps.length}`).join(", ")}`
                : `first difference: ${difference.where}: SHA-256 ${difference.got.slice(0, 16)}…, the receipt says ${difference.wanted.slice(0, 16)}…`,
              ...(difference === null ? [] : environment.map((one) => `not as it was: ${one}`)),
              ...(outcome.kind === "refused" ? [`refused after stage ${outcome.stage}`] : []),
              ...(file === null ? [] : [`image: ${file}`]),
            ].join("\n"),
      );
      session.exit(difference === null ? (outcome.kind === "refused" ? 3 : 0) : 1);
    }
  } finally {
    reporter.close();
    await gate.close();
  }
}
