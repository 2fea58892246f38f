import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { convertNsfwjs, type NsfwjsId, nsfwjsModels, readNsfwjs } from "../models/convert/nsfwjs.ts";
import type { ImageInput } from "../models/manifest.ts";
import { loadFiles } from "../models/weights.ts";

/** What is measured: what runs unless somebody asks for another, and each model that ships. */
export type BenchModel = "panel" | "open-nsfw" | NsfwjsId;

/** The one network that rivals run in a model's place; null: they have none. The panel's is the one that was the default before. */
export function rivalOf(model: BenchModel): NsfwjsId | null {
  if (model === "open-nsfw") return null;
  return model === "panel" ? "nsfw-mobilenet-v2-mid" : model;
}

/** Where the network of a model lies, and how it reads a picture. */
export async function onnxPath(
  id: string,
): Promise<{ readonly path: string; readonly size: number; readonly resize: ImageInput["resize"] }> {
  const { manifest, files } = await loadFiles(id, "image-classifier");
  const network = files.get(manifest.onnx);
  if (network === undefined) throw new Error(`Cannot find "${id}": its files do not list ${manifest.onnx}`);
  const { size, resize } = manifest.input;
  return { path: network.path, size, resize };
}

/** Writes the same weights into `folder` as transformers.js wants a model: config, preprocessing, `onnx/model.onnx`. */
export async function writeTransformersModel(id: NsfwjsId, folder: string): Promise<void> {
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
