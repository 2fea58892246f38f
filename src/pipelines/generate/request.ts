import type { LowResNoise, RngId, SamplerId, StageSettings } from "../../../models/index.ts";

/** One prompt of a request. */
export interface Prompt {
  readonly text: string;
  /** What guidance leads away from; absent is the empty text. */
  readonly negative?: string;
  /** Seed of this prompt alone; absent is the request's. */
  readonly seed?: number;
  /** Place of its first image in its noise streams; absent is 0. */
  readonly first?: number;
}

/** Settings that stand in for a stage's own, in every stage that is run. */
export interface Overrides {
  readonly steps?: number;
  readonly guidance?: number;
  readonly sampler?: SamplerId;
}

/** A stage exactly as it was: for a replay. */
export interface ExactStage {
  readonly settings: StageSettings;
  /** Absent is the model's own. */
  readonly lowRes?: LowResNoise | null;
  /** Where its network and its decoder run; absent is the request's device. */
  readonly device?: string;
  readonly decoder?: string | null;
}

/** What to make, and with what. Images are numbered from 0 over all prompts: `n` of the first prompt, then `n` of the second… */
export interface DrawRequest {
  readonly prompts: readonly [Prompt, ...Prompt[]];
  /** Images per prompt. */
  readonly n: number;
  /** 0 … 2⁵³ − 1. The k-th image of a prompt draws from the stream (seed, stage, k). */
  readonly seed: number;
  readonly rng: RngId;
  /** First and last stage to run, counted from 1; absent is all. Stages before the first must lie in the store. */
  readonly stages?: { readonly from: number; readonly to: number };
  readonly overrides: Overrides;
  /** Stages by id, in place of the model's own settings and of the overrides. */
  readonly exactly?: Readonly<Record<string, ExactStage>>;
  /** `auto`, `cpu`, `cuda`, `webgpu`, `coreml` or `dml`. */
  readonly device: string;
  /** Threads inside one network call; 0 is one per core. */
  readonly threads: number;
  /** Most images per network call; absent is as many as memory allows, up to 16. */
  readonly batch?: number;
}

/** The same, with the model by its name: what a face asks for. The engine takes none. */
export interface GenerateRequest extends DrawRequest {
  /** A cascade's id, or a folder named as a path. */
  readonly model: string;
}
