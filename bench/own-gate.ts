import type { OpenDrawing } from "../src/actions/gate/drawing.ts";
import { openDrawing } from "../src/actions/gate/drawing.ts";
import type { GateSession } from "../src/actions/gate/opened.ts";
import { openOrBeginSession } from "../src/actions/gate/session.ts";
import type { Purpose } from "../src/ledger/drawing.ts";
import { loadModel } from "../src/pipelines/generate/load-model.ts";
import type { Prompt } from "../src/pipelines/generate/request.ts";

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
