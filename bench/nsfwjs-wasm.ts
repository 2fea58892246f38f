import sharp from "sharp";
import { type NsfwjsId, nsfwjsModels } from "../models/convert/nsfwjs.ts";
import { milliseconds } from "./clock.ts";
import { loadNsfwjs, loadTensorFlow } from "./packages.ts";

/** Images per second of nsfwjs on TensorFlow.js's WebAssembly backend, decoding by sharp included. */
export async function nsfwjsWasm(id: NsfwjsId, paths: readonly string[]): Promise<number> {
  const tf = await loadTensorFlow();
  const model = await loadNsfwjs(nsfwjsModels[id].name, true);
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
