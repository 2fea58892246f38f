import type { Purpose } from "../src/ledger/drawing.ts";
import { loadModel } from "../src/pipelines/generate/load-model.ts";
import type { Prompt } from "../src/pipelines/generate/request.ts";
import type { OpenDrawing } from "../src/verbs/drawing.ts";
import { openDrawing } from "../src/verbs/drawing.ts";
import type { GateSession } from "../src/verbs/opened.ts";
import { openOrBeginSession } from "../src/verbs/session.ts";

/** The gate of whoever measures, as every command opens it; a development gate is begun where there is none. */
export function ownGate(): Promise<GateSession> {
  return openOrBeginSession({
    env: process.env,
    passphrase: async () => null,
    now: () => new Date(),
    say: (line) => console.error(line),
  });
}

/** A drawing whose entry says what is measured, on the processor. */
export async function drawingOf(
  purpose: Purpose,
  model: string,
  prompts: readonly Prompt[],
  n = 1,
): Promise<OpenDrawing> {
  const cascade = await loadModel(model);
  const session = await ownGate();
  return openDrawing(session, { purpose, models: [{ cascade, named: model }], prompts, n, device: "cpu" });
}
