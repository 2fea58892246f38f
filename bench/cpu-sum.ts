import { readFile } from "node:fs/promises";
import { decodeImage, limitDecodeThreads } from "../datasets/index.ts";
import { createFilter } from "../filters/index.ts";
import type { Pixels } from "../models/index.ts";
import { milliseconds } from "./clock.ts";

/** What one image costs one thread. */
export interface CpuSum {
  /** Reading the file and decoding it whole, milliseconds. */
  readonly decodeMs: number;
  /** Resizing and inference, milliseconds. */
  readonly inferenceMs: number;
}

/** Decodes and judges images one step after the other, through our own functions, on one thread. */
export async function cpuSum(model: string, paths: readonly string[]): Promise<CpuSum> {
  limitDecodeThreads(1);
  const filter = await createFilter("nsfw-image", { device: "cpu", models: { "nsfw-image": model } });
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
    const samples = pixels.map((one, k) => ({ key: String(k), pixels: one }));
    const classifying = await milliseconds(() => filter.score(samples));
    // The first round only warms up.
    if (i < 0) continue;
    decodeMs += decoding;
    inferenceMs += classifying;
    images += some.length;
  }
  await filter.close();
  return { decodeMs: decodeMs / images, inferenceMs: inferenceMs / images };
}
