import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { noiseFor, openNetwork, runStage, type StageSettings } from "../models/index.ts";
import { hashAll, processorSeconds, timed } from "./cascade-run.ts";
import { type Convolutions, convolutions } from "./convolutions.ts";

/** Time of a stage around a network of this size, and inside it. */
export interface LargeRun {
  readonly seconds: number;
  readonly networkSeconds: number;
  readonly processor: { readonly seconds: number; readonly networkSeconds: number };
}

const settings: StageSettings = {
  sampler: "ddpm",
  schedule: { kind: "squared-cosine" },
  prediction: "epsilon",
  steps: 10,
  thresholding: { kind: "dynamic", percentile: 0.95, cap: 1.5 },
  guidance: { scale: 7 },
};

/**
 * Runs a stage as DeepFloyd IF's base is run (guided DDPM with fresh noise in every step and dynamic thresholding,
 * the dearest that a step can be) around a network of random weights: one image, ten steps.
 */
export async function largeRun(size: Convolutions, threads: number): Promise<LargeRun> {
  const folder = await mkdtemp(join(tmpdir(), "sluice-bench-"));
  try {
    const path = join(folder, "network.onnx");
    const bytes = convolutions(size);
    await writeFile(path, bytes);
    const pinned = { path, sha256: createHash("sha256").update(bytes).digest("hex"), advice: "run again" };
    const shape = { channels: 3, side: size.side, lowRes: false, wantsVariance: false, tokens: 8, width: 8 };
    const network = await openNetwork(pinned, shape, { device: "cpu", threads });
    await network.rows(2).predict(0, 0);
    const text = { hidden: new Float32Array(64), mask: new Float32Array(8).fill(1), tokens: 8, cut: 0 };
    const spent = { ms: 0, processor: 0, calls: 0 };
    const stage = { channels: 3, side: size.side, settings, learnedRange: false, lowRes: null };
    const input = { text, negative: text, noise: noiseFor("philox", 0, 0, 0) };
    const [begun, used] = [performance.now(), processorSeconds()];
    for await (const { x } of runStage(timed(network, spent), stage, [input])) hashAll(x, 1);
    const seconds = (performance.now() - begun) / 1000;
    const processor = { seconds: processorSeconds() - used, networkSeconds: spent.processor };
    await network.close();
    return { seconds, networkSeconds: spent.ms / 1000, processor };
  } finally {
    await rm(folder, { recursive: true });
  }
}
