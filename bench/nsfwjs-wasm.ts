import { join } from "node:path";
import type { ModelDefinition } from "nsfwjs/core";
import sharp from "sharp";
import { nsfwjsModels } from "../models/convert/nsfwjs.ts";
import { milliseconds } from "./clock.ts";
import type { BenchModel } from "./models.ts";

const wasm = join(import.meta.dirname, "../node_modules/@tensorflow/tfjs-backend-wasm/dist/");

/** Images per second of nsfwjs on TensorFlow.js's WebAssembly backend, decoding by sharp included. */
export async function nsfwjsWasm(id: BenchModel, paths: readonly string[]): Promise<number> {
  const tf = await import("@tensorflow/tfjs");
  const { setWasmPaths } = await import("@tensorflow/tfjs-backend-wasm");
  const { load } = await import("nsfwjs/core");
  setWasmPaths(wasm);
  await tf.setBackend("wasm");
  const models = (await import(`nsfwjs/models/${nsfwjsModels[id].name}`)) as Record<string, ModelDefinition>;
  const definition = Object.values(models)[0] as ModelDefinition;
  const model = await load(definition.name, { modelDefinitions: [definition], ...definition.options });
  const classify = async (path: string) => {
    const { data, info } = await sharp(path)
      .toColourspace("srgb")
      .flatten()
      .raw()
      .toBuffer({ resolveWithObject: true });
    const image = tf.tensor3d(data, [info.height, info.width, info.channels], "int32");
    await model.classify(image);
    image.dispose();
  };
  for (const path of paths.slice(0, 2)) await classify(path);
  const took = await milliseconds(async () => {
    for (const path of paths) await classify(path);
  });
  return (paths.length / took) * 1000;
}
