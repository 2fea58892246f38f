import { z } from "zod";
import { type Common, common, modelId, path, sha256 } from "../manifest-common.ts";
import type { Schedule } from "./config.ts";
import { type StageSettings, settingsSchema } from "./settings.ts";

/** How a super-resolution stage sees the stage before it. */
export interface LowRes {
  readonly upsample: "bilinear-align-corners";
  /** Timestep of the noise laid over the upsampled image, 0 … T − 1; the network is told. */
  readonly noiseLevel: number;
  /** The schedule of that noise; absent is the stage's own. */
  readonly schedule?: Schedule;
}

/** One diffusion model at one resolution, and how it is sampled unless told otherwise. */
export interface StageManifest extends StageSettings {
  readonly id: string;
  readonly onnx: string;
  /** Side of the square image, pixels. */
  readonly size: number;
  readonly channels: number;
  readonly lowRes?: LowRes;
}

/** From which data a cascade was trained: the link from image back to dataset. */
export interface Lineage {
  readonly dataset: string;
  readonly fingerprint: string;
  /** SHA-256 of the dataset's card; absent where a recipe makes the data and no card was written. */
  readonly cardSha256?: string;
  /** Which pairs were trained on: exact matches on the pairs' metadata fields, as text. */
  readonly selection?: Readonly<Record<string, string>>;
}

/** A text-to-image cascade: a frozen text encoder, a base stage, super-resolution stages. */
export interface CascadeManifest extends Common {
  readonly kind: "cascade";
  /** A model of kind `text-encoder`, and how many of its tokens the stages were trained on. */
  readonly textEncoder: { readonly model: string; readonly maxTokens: number };
  /** Absent where its maker names no training set. */
  readonly lineage?: Lineage;
  readonly stages: readonly StageManifest[];
}

const lowRes = z.strictObject({
  upsample: z.literal("bilinear-align-corners"),
  noiseLevel: z.int().min(0),
  schedule: settingsSchema.shape.schedule.exactOptional(),
});

const stage = z.strictObject({
  ...settingsSchema.shape,
  id: modelId,
  onnx: path,
  size: z.int().positive(),
  channels: z.int().positive(),
  lowRes: lowRes.exactOptional(),
});

export const cascadeSchema = z.strictObject({
  ...common,
  kind: z.literal("cascade"),
  textEncoder: z.strictObject({ model: modelId, maxTokens: z.int().min(3) }),
  lineage: z
    .strictObject({
      dataset: z.string(),
      fingerprint: z.string(),
      cardSha256: sha256.exactOptional(),
      selection: z.record(z.string(), z.string()).exactOptional(),
    })
    .exactOptional(),
  stages: z
    .array(stage)
    .min(1)
    .refine((all) => all.every((one, i) => (i === 0) === (one.lowRes === undefined)), {
      message: "every stage but the first needs lowRes, and the first has none",
    })
    .refine((all) => new Set(all.map(({ id }) => id)).size === all.length, {
      message: "two stages have the same id",
    }),
});
