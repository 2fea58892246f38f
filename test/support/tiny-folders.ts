import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { tinyGraph, weights } from "./tiny-graph.ts";
import { clipTokenizerFiles, encoderFile, t5TokenizerFiles } from "./tiny-texts.ts";
import { type TinyUnet, unetFile } from "./tiny-unet.ts";

function put(folder: string, path: string, content: Uint8Array | object): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content instanceof Uint8Array ? content : JSON.stringify(content));
}

export const sdUnet: TinyUnet = {
  seed: 11,
  inputs: 4,
  outputs: 4,
  side: 8,
  width: 6,
  tokens: 8,
  timestep: "scalar",
};

export const sdText = { vocabulary: 12, width: 6, tokens: 8, pad: 9 } as const;

/** The decoder's kernel, [4 × 3], spread over blocks of 8 × 8 pixels. */
export const sdDecoder = weights(12, 3, 0.4);

/**
 * A Stable Diffusion folder in ONNX with weights of no meaning: `optimum` as optimum-onnx writes it, `legacy` as
 * diffusers' older script does (float timesteps per row, 32-bit ids, no config.json beside the networks).
 */
export function stableDiffusion(
  folder: string,
  options: {
    readonly layout: "optimum" | "legacy";
    readonly half?: boolean;
    readonly unet?: Partial<TinyUnet>;
    readonly scheduler?: object;
    /** The decoder's kernel in place of {@link sdDecoder}: of zeros it draws one flat grey. */
    readonly decoder?: Float32Array;
  },
): string {
  const { layout, half = false } = options;
  const legacy = layout === "legacy";
  const unet = { ...sdUnet, half, timestep: legacy ? "rows" : "scalar", ...options.unet } as const;
  put(folder, "model_index.json", {
    _class_name: legacy ? "OnnxStableDiffusionPipeline" : "StableDiffusionPipeline",
  });
  put(folder, "unet/model.onnx", unetFile(unet));
  const ids = legacy ? "int32" : "int64";
  put(folder, "text_encoder/model.onnx", encoderFile({ ...sdText, ids, mask: false, half }));
  put(folder, "vae_decoder/model.onnx", decoderFile(options.decoder ?? sdDecoder));
  put(folder, "scheduler/scheduler_config.json", {
    _class_name: "DDIMScheduler",
    beta_schedule: "scaled_linear",
    beta_start: 0.00085,
    beta_end: 0.012,
    clip_sample: false,
    set_alpha_to_one: false,
    steps_offset: 1,
    ...options.scheduler,
  });
  for (const [name, bytes] of clipTokenizerFiles()) put(folder, `tokenizer/${name}`, bytes);
  put(folder, "unet/config.json", { in_channels: 4, out_channels: 4, sample_size: 8 });
  put(folder, "text_encoder/config.json", { hidden_size: 6, max_position_embeddings: 8 });
  if (!legacy)
    put(folder, "vae_decoder/config.json", { scaling_factor: 0.18215, block_out_channels: [1, 2, 3, 4] });
  return folder;
}

function decoderFile(kernel: Float32Array): Uint8Array {
  const graph = tinyGraph();
  const spread = Float32Array.from({ length: 12 * 64 }, (_, i) => kernel[Math.floor(i / 64)] as number);
  const image = graph.add("ConvTranspose", ["latent_sample", graph.floats(spread, [4, 3, 8, 8])], {
    strides: [8, 8],
  });
  return graph.finish(
    [{ name: "latent_sample", type: "float32", shape: ["batch", 4, "height", "width"] }],
    [[image, { name: "sample", type: "float32", shape: ["batch", 3, "height_out", "width_out"] }]],
  );
}

export const ifBase: TinyUnet = {
  seed: 21,
  inputs: 3,
  outputs: 6,
  side: 8,
  width: 5,
  tokens: 8,
  timestep: "rows",
};
export const ifSuper: TinyUnet = { ...ifBase, seed: 22, inputs: 6, side: 16, noiseLevel: true };
export const ifText = { vocabulary: 6, width: 5, tokens: 8, pad: 0 } as const;

/** DeepFloyd IF's scheduler, with the percentile and cap of its base stage. */
const ifScheduler = (cap: number) => ({
  _class_name: "DDPMScheduler",
  beta_schedule: "squaredcos_cap_v2",
  clip_sample: true,
  thresholding: true,
  dynamic_thresholding_ratio: 0.95,
  sample_max_value: cap,
  variance_type: "learned_range",
});

/**
 * An export of DeepFloyd IF in the layout that we read, with weights of no meaning. Its safety heads look at red
 * (nsfw) and at blue (watermark): a picture that is mostly so is flagged.
 */
export function deepFloyd(folder: string, options: { readonly heads?: boolean } = {}): string {
  const { heads = true } = options;
  put(folder, "text_encoder/model.onnx", encoderFile({ ...ifText, ids: "int64", mask: true }));
  for (const [name, bytes] of t5TokenizerFiles()) put(folder, `tokenizer/${name}`, bytes);
  put(folder, "stage_1/model.onnx", unetFile(ifBase));
  put(folder, "stage_1/scheduler_config.json", ifScheduler(1.5));
  put(folder, "stage_2/model.onnx", unetFile(ifSuper));
  put(folder, "stage_2/scheduler_config.json", ifScheduler(1));
  put(folder, "stage_2/image_noising_scheduler_config.json", {
    _class_name: "DDPMScheduler",
    beta_schedule: "squaredcos_cap_v2",
  });
  if (heads) put(folder, "safety_checker/model.onnx", headsFile());
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      const bytes = readFileSync(path);
      const sha256 = createHash("sha256").update(bytes).digest("hex");
      return { path: relative(folder, path), sha256, bytes: bytes.length };
    });
  put(folder, "cascade.json", {
    kind: "deepfloyd-if",
    title: "DeepFloyd IF",
    license: "DeepFloyd IF License Agreement",
    source: "tiny weights of no meaning",
    files,
    textEncoder: { onnx: "text_encoder/model.onnx", tokenizer: "tokenizer", maxTokens: 8, width: 5 },
    stages: [
      {
        id: "base",
        onnx: "stage_1/model.onnx",
        size: 8,
        channels: 3,
        scheduler: "stage_1/scheduler_config.json",
        steps: 4,
        guidance: 7,
      },
      {
        id: "super",
        onnx: "stage_2/model.onnx",
        size: 16,
        channels: 3,
        scheduler: "stage_2/scheduler_config.json",
        steps: 3,
        guidance: 4,
        lowRes: { noiseLevel: 250, scheduler: "stage_2/image_noising_scheduler_config.json" },
      },
    ],
    safetyChecker: heads ? "safety_checker/model.onnx" : null,
  });
  return folder;
}

function headsFile(): Uint8Array {
  const graph = tinyGraph();
  const means = graph.add("ReduceMean", ["clip_input"], { axes: [2, 3], keepdims: 0 });
  const head = (channel: number) =>
    graph.add("Sub", [
      graph.add("MatMul", [
        means,
        graph.floats(
          [0, 1, 2].map((c) => Number(c === channel)),
          [3, 1],
        ),
      ]),
      graph.floats([1.5], [1]),
    ]);
  const logit = (name: string) => ({ name, type: "float32", shape: ["batch", 1] }) as const;
  return graph.finish(
    [{ name: "clip_input", type: "float32", shape: ["batch", 3, 224, 224] }],
    [
      [head(0), logit("nsfw")],
      [head(2), logit("watermark")],
    ],
  );
}
