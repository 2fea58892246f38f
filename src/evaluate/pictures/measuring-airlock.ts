import { openOutputGate } from "../../gate/output/airlock.ts";
import { openPromptGate } from "../../gate/prompt/prompt-gate.ts";
import type { Airlock } from "../../pipelines/generate/airlock.ts";

/**
 * The gate's output filters, for pictures that only instruments or a voter see. Copies of training pictures
 * are let through: how many there are is one of the figures.
 * @throws CliError (exit code 3) when a filter cannot run
 */
export async function openMeasuringAirlock(
  device: string,
): Promise<{ readonly airlock: Airlock; close(): Promise<void> }> {
  const promptGate = await openPromptGate({ device });
  const airlock = await openOutputGate({
    device,
    promptGate,
    hashes: { exception: "copies of the training set are measured here, not refused" },
  }).catch(async (cause: unknown) => {
    await promptGate.close();
    throw cause;
  });
  return {
    airlock,
    async close() {
      await airlock.close();
      await promptGate.close();
    },
  };
}
