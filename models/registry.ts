import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Manifest, parseManifest } from "./manifest.ts";

/** Every model that Sluice knows: a folder here with a `model.json`. */
export const modelIds = [
  "nsfw-mobilenet-v2",
  "nsfw-mobilenet-v2-mid",
  "nsfw-inception-v3",
  "open-nsfw",
  "text-toxicity",
  "falconsai-nsfw",
  "toxic-bert",
  "clip-vit-base-patch32",
  "ppocr-v4",
  "centerface",
  "minilm-l6-v2",
  "tiny-cascade",
  "illustrator",
  "icon-clip",
] as const;

/** The folder of all models: beside this file in a clone, beside `dist/` in the package. */
const modelsFolder = findModels(dirname(fileURLToPath(import.meta.url)));

function findModels(folder: string): string {
  return existsSync(join(folder, "models", "nsfw-mobilenet-v2", "model.json"))
    ? join(folder, "models")
    : findModels(dirname(folder));
}

/** Where a model's manifest, card and bundled weights lie. */
export function modelFolder(id: string): string {
  return join(modelsFolder, id);
}

/**
 * Reads a model's manifest.
 * @throws Error with one line when there is no such model or its manifest is wrong
 */
export function readManifest(id: string): Manifest {
  if (!(modelIds as readonly string[]).includes(id))
    throw new Error(`Cannot find model "${id}": wanted one of ${modelIds.join(", ")}`);
  return parseManifest(JSON.parse(readFileSync(join(modelFolder(id), "model.json"), "utf8")), id);
}
