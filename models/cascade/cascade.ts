import type { PinnedNetwork } from "../pinned.ts";
import type { Schedule } from "./config.ts";
import type { Lineage } from "./manifest.ts";
import type { StageSettings } from "./settings.ts";
import type { TextEncoderFiles } from "./text-encoder.ts";

/**
 * What must stand guard before a cascade may run: `image-filters` judge every image at each hand-off;
 * `licence-filters` are the model's own safety heads, without which its licence forbids running it.
 */
export type Requirement = "image-filters" | "licence-filters";

/** An autoencoder's decoder: latents → pixels (Rombach et al. 2022). */
export interface LatentDecoder {
  readonly onnx: PinnedNetwork;
  /** Pixels per latent, along a side. */
  readonly factor: number;
  /** Latents are divided by `scaling`, then `shift` is added, before they are decoded. */
  readonly scaling: number;
  readonly shift: number;
}

/** A model's own safety checker, exported beside it. */
export interface CheckerFiles {
  readonly onnx: PinnedNetwork;
  /** `concepts`: `has_nsfw_concepts` says it (Stable Diffusion). `logits`: one logit per head, flagged above 0 (DeepFloyd IF). */
  readonly kind: "concepts" | "logits";
}

/** The noise that a super-resolution stage lays over the image below. */
export interface LowResNoise {
  /** Its timestep, which the network is told. */
  readonly noiseLevel: number;
  readonly schedule: Schedule;
}

/** One diffusion model at one resolution, ready to be loaded. */
export interface CascadeStage {
  readonly id: string;
  /** The network's file. */
  readonly onnx: PinnedNetwork;
  /** Side of the image that it makes, pixels. */
  readonly size: number;
  /** Channels of x: 3, or an autoencoder's. */
  readonly channels: number;
  readonly settings: StageSettings;
  readonly lowRes: LowResNoise | null;
  readonly decoder: LatentDecoder | null;
}

/** A text-to-image cascade whose files are here; networks are held against their digests when they are loaded. */
export interface Cascade {
  /** The model's id, or the folder that was given. */
  readonly id: string;
  /** What loads it again: the model's id, or its folder. */
  readonly origin: string;
  /** The file that describes it, as JSON has it: `model.json`, `cascade.json` or `model_index.json`. */
  readonly manifest: unknown;
  readonly title: string;
  readonly license: string;
  readonly source: string;
  readonly lineage: Lineage | null;
  /** What is done otherwise than its folder says, one line each. */
  readonly notes: readonly string[];
  readonly requires: readonly Requirement[];
  /** SHA-256 by path of every file that takes part. */
  readonly files: Readonly<Record<string, string>>;
  readonly textEncoder: TextEncoderFiles;
  readonly stages: readonly CascadeStage[];
  readonly checker: CheckerFiles | null;
}
