import type { Lineage, RngId, StageSettings } from "../../../models/index.ts";

/** One network call of one image. */
export interface ReceiptStep {
  /** What the network was told, in the training schedule's steps. */
  readonly timestep: number;
  /** SHA-256 of x after this step: little-endian float32, channels × height × width. */
  readonly x: string;
  /** ‖ε_c − ε_u‖ (Wen et al. 2024); null where guidance was off. */
  readonly memorisation: number | null;
}

/** One stage of one image. */
export interface ReceiptStage {
  readonly id: string;
  readonly size: number;
  readonly settings: StageSettings;
  readonly device: string;
  readonly steps: readonly ReceiptStep[];
  /** SHA-256 of the 8-bit RGB image that the stage handed on. */
  readonly pixels: string;
}

/** Everything that is needed to make an image again; the same work gives the same receipt, byte by byte. */
export interface Receipt {
  readonly version: 1;
  readonly prompt: string;
  readonly negative: string;
  readonly seed: number;
  /** The image's place among those of its prompt: part of its noise stream. */
  readonly index: number;
  readonly rng: RngId;
  readonly model: {
    /** A model's id, or the folder that was given. */
    readonly id: string;
    readonly title: string;
    readonly license: string;
    /** SHA-256 by path of every file that took part. */
    readonly files: Readonly<Record<string, string>>;
    readonly lineage: Lineage | null;
  };
  readonly text: { readonly tokens: number; readonly cut: number; readonly sha256: string };
  readonly environment: {
    readonly sluice: string;
    readonly node: string;
    readonly onnxruntime: string;
    readonly platform: string;
    readonly threads: number;
  };
  readonly stages: readonly ReceiptStage[];
}
