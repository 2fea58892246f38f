import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { env, type ImageClassificationPipeline, pipeline } from "@xenova/transformers";
import type { NsfwjsId } from "../models/convert/nsfwjs.ts";
import { milliseconds } from "./clock.ts";
import { writeTransformersModel } from "./models.ts";

/** Images per run. */
const BATCH = 8;

/** Images per second of transformers.js's image-classification pipeline on the same weights, reading and decoding included. */
export async function transformersPipeline(id: NsfwjsId, paths: readonly string[]): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), "sluice-bench-transformers-"));
  try {
    await writeTransformersModel(id, join(folder, "nsfw"));
    env.allowRemoteModels = false;
    env.localModelPath = folder;
    const classify: ImageClassificationPipeline = await pipeline("image-classification", "nsfw", {
      dtype: "fp32",
      device: "cpu",
    });
    await classify(paths.slice(0, BATCH), { top_k: 5 });
    const took = await milliseconds(async () => {
      for (let i = 0; i < paths.length; i += BATCH) await classify(paths.slice(i, i + BATCH), { top_k: 5 });
    });
    await classify.dispose();
    return (paths.length / took) * 1000;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
