import type {
  CascadeStage,
  Checked,
  CheckerFiles,
  Pixels,
  RngId,
  StageState,
  TextEncoderFiles,
} from "../../../models/index.ts";

/** What is known of a text that the worker encoded and keeps. */
export interface EncodedFacts {
  readonly tokens: number;
  readonly cut: number;
  /** SHA-256 of the vectors: little-endian float32, tokens × width. */
  readonly sha256: string;
}

/** One image that a stage is to make. */
export interface StageJob {
  readonly image: number;
  /** Places among the encoded texts. */
  readonly text: number;
  readonly negative: number;
  readonly stream: {
    readonly rng: RngId;
    readonly seed: number;
    readonly stage: number;
    readonly index: number;
  };
  readonly lowRes: Float32Array | null;
  readonly resume: StageState | null;
}

export interface StageBatch {
  readonly jobs: readonly StageJob[];
  /** Calls that every image of the batch has behind it. */
  readonly from: number;
  /** At least so many milliseconds between two checkpoints. */
  readonly checkpointMs: number;
}

/** What the worker can be asked; one request at a time. */
export type Request =
  | { readonly ask: "encode"; readonly files: TextEncoderFiles; readonly texts: readonly string[] }
  | {
      readonly ask: "open-stage";
      readonly stage: CascadeStage;
      /** Where its network and its decoder run. */
      readonly devices: { readonly network: string; readonly decoder: string };
      readonly lowResSide: number | null;
      /** Whether to find out by a call how much memory an image takes. */
      readonly measure: boolean;
    }
  | { readonly ask: "run"; readonly batch: StageBatch }
  | { readonly ask: "check"; readonly files: CheckerFiles; readonly images: readonly Pixels[] };

/** What each request is answered with; a run that was stopped gives null, after a last checkpoint. */
export interface Answers {
  readonly encode: {
    readonly device: string;
    readonly refused: readonly Refusal[];
    readonly texts: readonly EncodedFacts[];
  };
  readonly "open-stage": StageFacts;
  readonly run: readonly StageResult[] | null;
  readonly check: readonly Checked[];
}

/** A device that was tried, and why it does not serve. */
export interface Refusal {
  readonly device: string;
  readonly reason: string;
}

/** Facts of a stage's network once it is loaded. */
export interface StageFacts {
  readonly device: string;
  /** Where the decoder of its latents runs; null where it has none. */
  readonly decoder: string | null;
  readonly refused: readonly Refusal[];
  /** Bytes that one more image in a batch takes, or null where unknown. */
  readonly bytesPerImage: number | null;
}

/** One image at the end of a stage. */
export interface StageResult {
  readonly state: StageState;
  readonly pixels: Pixels;
  readonly finite: boolean;
}

/** What the worker says of a batch under way, after each network call. */
export interface StepNews {
  readonly call: number;
  readonly calls: number;
  readonly timestep: number;
  /** SHA-256 of x, per image. */
  readonly hashes: readonly string[];
  readonly memorisation: readonly number[] | null;
  /** Where every image stands, now and then. */
  readonly states: readonly StageState[] | null;
}

export interface WorkerSetup {
  readonly device: string;
  readonly threads: number;
  /** ONNX Runtime's own stop flag cannot be reached in a call: this one is looked at between calls. */
  readonly stop: SharedArrayBuffer;
}

export type ToWorker = { readonly id: number; readonly request: Request };

export type FromWorker =
  | { readonly type: "answer"; readonly id: number; readonly value: unknown }
  | { readonly type: "step"; readonly id: number; readonly news: StepNews }
  | {
      readonly type: "failed";
      readonly id: number;
      readonly message: string;
      /** Whether less work at once would help. */
      readonly memory: boolean;
      /** Whether the input or the model is at fault, not the program. */
      readonly expected: boolean;
    };
