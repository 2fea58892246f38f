import { openOutputGate } from "../../gate/output/output-filter.ts";
import { openPromptGate } from "../../gate/prompt/prompt-gate.ts";
import type { OutputFilter } from "../../pipelines/generate/output-filter.ts";

/**
 * The gate's output filters, for pictures that only instruments or a voter see. Copies of training pictures
 * are let through: how many there are is one of the figures.
 * @throws CliError (exit code 3) when a filter cannot run
 */
export async function openMeasuringFilter(
  device: string,
): Promise<{ readonly outputFilter: OutputFilter; close(): Promise<void> }> {
  const promptGate = await openPromptGate({ device });
  const outputFilter = await openOutputGate({
    device,
    promptGate,
    hashes: { exception: "copies of the training set are measured here, not refused" },
  }).catch(async (cause: unknown) => {
    await promptGate.close();
    throw cause;
  });
  return {
    outputFilter,
    async close() {
      await outputFilter.close();
      await promptGate.close();
    },
  };
}
