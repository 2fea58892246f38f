import { readFile } from "node:fs/promises";
import { decodeImage, limitDecodeThreads } from "../datasets/index.ts";
import { loadImageClassifier, type Pixels } from "../models/index.ts";
import { milliseconds } from "./clock.ts";

/** What one image costs one thread. */
export interface CpuSum {
  /** Reading the file and decoding it whole, milliseconds. */
  readonly decodeMs: number;
  /** Resizing and inference, milliseconds. */
  readonly inferenceMs: number;
}

/** Decodes and classifies images one step after the other, through our own functions, on one thread. */
export async function cpuSum(model: string, paths: readonly string[]): Promise<CpuSum> {
  limitDecodeThreads(1);
  const classifier = await loadImageClassifier(model, { device: "cpu", threads: 1 });
  const step = 16;
  let [decodeMs, inferenceMs, images] = [0, 0, 0];
  for (let i = -step; i < paths.length; i += step) {
    const pixels: Pixels[] = [];
    const some = paths.slice(Math.max(0, i), Math.max(0, i) + step);
    const decoding = await milliseconds(async () => {
      for (const path of some) {
        const decoded = await decodeImage(await readFile(path));
        if (decoded.pixels) pixels.push(decoded.pixels);
      }
    });
    const classifying = await milliseconds(() => classifier.classify(pixels));
    // The first round only warms up.
    if (i < 0) continue;
    decodeMs += decoding;
    inferenceMs += classifying;
    images += some.length;
  }
  await classifier.close();
  return { decodeMs: decodeMs / images, inferenceMs: inferenceMs / images };
}
