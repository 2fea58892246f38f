import { cpus } from "node:os";
import {
  type CascadeStage,
  type Lineage,
  type LowResNoise,
  type RngId,
  runtimeVersion,
  type StageSettings,
} from "../../../models/index.ts";
import { sha256Of } from "../../digest/sha256.ts";
import { version } from "../../process/version.ts";
import type { EncodedFacts, StageResult } from "./messages.ts";

/** One network call of one image. */
export interface ReceiptStep {
  /** What the network was told, in the training schedule's steps. */
  readonly timestep: number;
  /** SHA-256 of x after this step: little-endian float32, channels × height × width. */
  readonly x: string;
  /** ‖ε_c − ε_u‖ (Wen et al. 2024); null where guidance was off, or the network gave no numbers. */
  readonly memorisation: number | null;
}

/** A finished image of a stage. */
export interface StageDone {
  readonly image: number;
  readonly result: StageResult;
  readonly steps: readonly ReceiptStep[];
  /** Where the network ran, and the decoder of its latents if it has one. */
  readonly device: string;
  readonly decoder: string | null;
}

/** One stage of one image. */
export interface ReceiptStage {
  readonly id: string;
  readonly size: number;
  readonly settings: StageSettings;
  /** The noise over the image below; null in a base stage. */
  readonly lowRes: LowResNoise | null;
  /** Where the network ran. */
  readonly device: string;
  /** Where the decoder of its latents ran; null where it has none. */
  readonly decoder: string | null;
  readonly steps: readonly ReceiptStep[];
  /** SHA-256 of the 8-bit RGB image that the stage handed on. */
  readonly pixels: string;
}

/** Everything that is needed to make an image again; the same work gives the same receipt, byte by byte. */
export interface GenerationReceipt {
  readonly version: 2;
  readonly prompt: string;
  readonly negative: string;
  readonly seed: number;
  /** The image's place among those of its prompt: part of its noise stream. */
  readonly index: number;
  readonly rng: RngId;
  readonly model: {
    /** A model's id, or the folder that was given. */
    readonly id: string;
    /** SHA-256 of its manifest as canonical JSON, as the ledger has it. */
    readonly manifest: string;
    readonly title: string;
    readonly license: string;
    /** SHA-256 by path of every file that took part. */
    readonly files: Readonly<Record<string, string>>;
    readonly lineage: Lineage | null;
  };
  readonly text: {
    /** Where the text encoder ran. */
    readonly device: string;
    readonly prompt: EncodedFacts;
    readonly negative: EncodedFacts;
  };
  readonly environment: {
    readonly sluice: string;
    readonly node: string;
    readonly onnxruntime: string;
    readonly platform: string;
    readonly cpu: string;
    readonly threads: number;
  };
  readonly stages: readonly ReceiptStage[];
}

/** What an image's numbers may depend on besides its receipt's other facts. */
export function environmentOf({ threads }: { readonly threads: number }): GenerationReceipt["environment"] {
  return {
    sluice: version,
    node: process.versions.node,
    onnxruntime: runtimeVersion,
    platform: `${process.platform} ${process.arch}`,
    cpu: cpus()[0]?.model ?? "unknown",
    threads,
  };
}

/** A stage's part of the receipt. */
export function receiptStage(
  { id, size }: Pick<CascadeStage, "id" | "size">,
  { settings, lowRes }: Pick<CascadeStage, "settings" | "lowRes">,
  { result, steps, device, decoder }: StageDone,
): ReceiptStage {
  const pixels = sha256Of(result.pixels.data);
  return { id, size, settings, lowRes, device, decoder, steps, pixels };
}

/** Mean of the memorisation signal over the steps that have one, or null. */
export function meanSignal(steps: readonly ReceiptStep[]): number | null {
  const known = steps.flatMap(({ memorisation }) => (memorisation === null ? [] : [memorisation]));
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}
