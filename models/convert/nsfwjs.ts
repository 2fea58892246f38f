import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import type { Quantised } from "./graph.ts";
import { convertKeras } from "./keras.ts";
import { preprocessing } from "./preprocessing.ts";
import { convertTfGraph } from "./tf-graph.ts";

/** Our ids of the models inside the npm package nsfwjs 4.3.0 (MIT), and how large a picture each reads. */
export const nsfwjsModels = {
  "nsfw-mobilenet-v2": { name: "mobilenet_v2", size: 224 },
  "nsfw-mobilenet-v2-mid": { name: "mobilenet_v2_mid", size: 224 },
  "nsfw-inception-v3": { name: "inception_v3", size: 299 },
} as const;

export type NsfwjsId = keyof typeof nsfwjsModels;

interface WeightEntry {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly quantization?: { readonly min: number; readonly scale: number; readonly dtype: string };
}

/** A model as nsfwjs's package holds it: topology as JSON, weights as base64. */
export interface NsfwjsModel {
  readonly json: {
    readonly modelTopology: unknown;
    readonly weightsManifest: readonly { readonly weights: readonly WeightEntry[] }[];
  };
  readonly bytes: Uint8Array;
}

interface NsfwjsModule {
  readonly modelJson: () => Promise<{ readonly default: NsfwjsModel["json"] }>;
  readonly weightBundles: readonly (() => Promise<{ readonly default: string }>)[];
}

/**
 * Reads a model from the package, which `npm ci --prefix bench` installs, by its ESM files: the CommonJS ones need
 * gigabytes.
 */
export async function readNsfwjs(id: NsfwjsId): Promise<NsfwjsModel> {
  const bench = createRequire(new URL("../../bench/package.json", import.meta.url));
  const file = bench.resolve(`nsfwjs/models/${nsfwjsModels[id].name}`).replace(/\bcjs\b/u, "esm");
  const exported = (await import(pathToFileURL(file).href)) as Record<string, NsfwjsModule>;
  const [model] = Object.values(exported);
  if (model === undefined) throw new Error(`Cannot read model "${id}": nsfwjs exports nothing`);
  const bundles = await Promise.all(
    model.weightBundles.map(async (load) => Buffer.from((await load()).default, "base64")),
  );
  return { json: (await model.modelJson()).default, bytes: Buffer.concat(bundles) };
}

/**
 * Converts a nsfwjs model to ONNX; the same package gives the same bytes.
 * @param layout `rgb` for Sluice, `pixel_values` for transformers.js
 */
export function convertNsfwjs(
  id: NsfwjsId,
  { json, bytes }: NsfwjsModel,
  layout: "rgb" | "pixel_values" = "rgb",
): Uint8Array {
  const weights = splitWeights(json.weightsManifest, bytes);
  const shape = preprocessing(nsfwjsModels[id].size, 5, layout);
  const convert = "node" in (json.modelTopology as object) ? convertTfGraph : convertKeras;
  return convert(json.modelTopology, weights, shape);
}

function splitWeights(
  manifest: NsfwjsModel["json"]["weightsManifest"],
  bytes: Uint8Array,
): ReadonlyMap<string, Quantised> {
  const weights = new Map<string, Quantised>();
  let at = 0;
  for (const { name, shape, quantization } of manifest.flatMap((group) => group.weights)) {
    if (quantization?.dtype !== "uint8")
      throw new Error(`Cannot read weight "${name}": wanted uint8, got ${quantization?.dtype}`);
    const size = shape.reduce((product, dim) => product * dim, 1);
    weights.set(name, {
      shape,
      data: bytes.subarray(at, at + size),
      scale: quantization.scale,
      min: quantization.min,
    });
    at += size;
  }
  if (at !== bytes.length)
    throw new Error(`Cannot read weights: ${bytes.length} bytes, of which the manifest explains ${at}`);
  return weights;
}
