import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { except } from "../src/verbs/except.ts";
import { type BenchRun, openCascade } from "./cascade-run.ts";
import { type Convolutions, convolutions } from "./convolutions.ts";
import { ownGate } from "./own-gate.ts";

const PROMPT = "a red apple";

/** As DeepFloyd IF's base is run: the dearest that a step can be. */
const settings = {
  sampler: "ddpm",
  schedule: { kind: "squared-cosine" },
  prediction: "epsilon",
  steps: 10,
  thresholding: { kind: "dynamic", percentile: 0.95, cap: 1.5 },
  guidance: { scale: 7 },
};

/**
 * Runs a stage (guided DDPM with fresh noise in every step and dynamic thresholding) around a network of random
 * weights: one image, ten steps. It is a cascade's folder like any other, so the gate asks for an exception: only
 * where the person who measures is a steward does this run.
 */
export async function largeRun(size: Convolutions, threads: number): Promise<BenchRun> {
  const folder = await mkdtemp(join(tmpdir(), "sluice-bench-"));
  try {
    const bytes = convolutions(size);
    await writeFile(join(folder, "network.onnx"), bytes);
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    const manifest = {
      ...{
        id: "convolutions",
        kind: "cascade",
        title: "Convolutions of random weights",
        license: "Apache-2.0",
      },
      ...{ source: "bench/convolutions.ts", files: [{ path: "network.onnx", sha256 }] },
      textEncoder: { model: "minilm-l6-v2", maxTokens: 8 },
      stages: [{ id: "base", onnx: "network.onnx", size: size.side, channels: 3, ...settings }],
    };
    await writeFile(join(folder, "model.json"), JSON.stringify(manifest));
    await except(await ownGate(), folder, { reason: "random weights, whose time is measured", days: 1 });
    const cascade = await openCascade(folder, PROMPT, threads);
    await cascade.run(1, 0);
    return await cascade.run(1, 0).finally(cascade.close);
  } finally {
    await rm(folder, { recursive: true });
  }
}
