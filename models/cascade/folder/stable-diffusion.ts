import { existsSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { readTokenizer } from "../../tokenizer-texts.ts";
import type { Cascade } from "../cascade.ts";
import { filesIn, folderJson, networkIn, pinFolder } from "./pinned.ts";
import { readSettings } from "./read-settings.ts";

const index = z.looseObject({ _class_name: z.string() });
const unet = z.looseObject({
  in_channels: z.int().default(4),
  out_channels: z.int().default(4),
  sample_size: z.int().default(64),
});
const decoder = z.looseObject({
  scaling_factor: z.number().default(0.18215),
  shift_factor: z.number().nullish(),
  block_out_channels: z.array(z.int()).default([128, 256, 512, 512]),
});
const encoder = z.looseObject({
  hidden_size: z.int().default(768),
  max_position_embeddings: z.int().default(77),
});

const parts = ["text_encoder", "tokenizer", "unet", "vae_decoder", "scheduler", "safety_checker"];

/** Steps and guidance where nobody says otherwise: diffusers' StableDiffusionPipeline. */
const STEPS = 50;
const GUIDANCE = 7.5;

/**
 * A Stable Diffusion folder in ONNX, as optimum-onnx or diffusers' older script writes it; the older one has no
 * `config.json` beside its networks, so that the published defaults of version 1 stand in.
 * @throws Error with one line when a part is missing, changed, or of a family that we lack
 */
export async function stableDiffusionFolder(folder: string): Promise<Cascade> {
  const json = folderJson(folder);
  const manifest = json.read("model_index.json", index);
  const other = ["text_encoder_2", "text_encoder_3", "transformer"].find((part) =>
    existsSync(join(folder, part)),
  );
  if (other !== undefined)
    throw new Error(
      `Cannot load cascade "${folder}": it has a ${other}; of Stable Diffusion, versions 1 and 2 are supported`,
    );
  const read = <T>(path: string, schema: z.ZodType<T>): T =>
    existsSync(join(folder, path)) ? json.read(path, schema) : schema.parse({});
  const network = read("unet/config.json", unet);
  const vae = read("vae_decoder/config.json", decoder);
  const text = read("text_encoder/config.json", encoder);
  if (network.in_channels !== network.out_channels)
    throw new Error(
      `Cannot load cascade "${folder}": its network takes ${network.in_channels} channels and gives ${network.out_channels}; inpainting and upscaling models are not supported`,
    );
  const { settings, notes } = readSettings(folder, json, "scheduler/scheduler_config.json", {
    steps: STEPS,
    guidance: GUIDANCE,
  });
  const factor = 2 ** (vae.block_out_channels.length - 1);
  const checked = existsSync(join(folder, "safety_checker/model.onnx"));
  const needed = ["text_encoder", "unet", "vae_decoder"].map((part) => `${part}/model.onnx`);
  const files = await pinFolder(folder, [
    ...new Set(["model_index.json", ...needed, ...filesIn(folder, parts)]),
  ]);
  json.hold(files);
  const at = (part: string) => networkIn(folder, `${part}/model.onnx`, files);
  return {
    id: folder,
    origin: folder,
    manifest,
    title: manifest._class_name,
    license: "as the folder's model card says",
    source: folder,
    lineage: null,
    notes,
    requires: checked ? [] : ["image-filters"],
    files,
    textEncoder: {
      onnx: at("text_encoder"),
      tokenizer: readTokenizer(join(folder, "tokenizer"), (name) => files[join("tokenizer", name)]),
      maxTokens: text.max_position_embeddings,
      width: text.hidden_size,
      padding: "seen",
    },
    stages: [
      {
        id: "unet",
        onnx: at("unet"),
        size: network.sample_size * factor,
        channels: network.in_channels,
        settings,
        lowRes: null,
        decoder: {
          onnx: at("vae_decoder"),
          factor,
          scaling: vae.scaling_factor,
          shift: vae.shift_factor ?? 0,
        },
      },
    ],
    checker: checked ? { onnx: at("safety_checker"), kind: "concepts" } : null,
  };
}
