import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { convertNsfwjs, type NsfwjsId, nsfwjsModels, readNsfwjs } from "../models/convert/nsfwjs.ts";
import { loadFiles } from "../models/weights.ts";

/** The models that are compared: the default one and the heavy one. */
export type BenchModel = Extract<NsfwjsId, "nsfw-mobilenet-v2" | "nsfw-inception-v3">;

/** Where the network of a model lies and how large a picture it reads. */
export async function onnxPath(id: string): Promise<{ readonly path: string; readonly size: number }> {
  const { manifest, files } = await loadFiles(id, "image-classifier");
  const network = files.get(manifest.onnx);
  if (network === undefined) throw new Error(`Cannot find "${id}": its files do not list ${manifest.onnx}`);
  return { path: network.path, size: manifest.input.size };
}

/** Writes the same weights into `folder` as transformers.js wants a model: config, preprocessing, `onnx/model.onnx`. */
export async function writeTransformersModel(id: BenchModel, folder: string): Promise<void> {
  const { size } = nsfwjsModels[id];
  const labels = ["drawing", "hentai", "neutral", "porn", "sexy"];
  const config = { model_type: "vit", architectures: ["ViTForImageClassification"], id2label: { ...labels } };
  const preprocessor = {
    image_processor_type: "ViTImageProcessor",
    do_resize: true,
    size: { width: size, height: size },
    resample: 2,
    do_rescale: true,
    rescale_factor: 1 / 255,
    do_normalize: false,
  };
  await mkdir(join(folder, "onnx"), { recursive: true });
  await writeFile(join(folder, "config.json"), JSON.stringify(config));
  await writeFile(join(folder, "preprocessor_config.json"), JSON.stringify(preprocessor));
  await writeFile(join(folder, "onnx/model.onnx"), convertNsfwjs(id, await readNsfwjs(id), "pixel_values"));
}
