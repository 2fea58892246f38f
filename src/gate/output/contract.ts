import type { Row } from "../../../filters/index.ts";
import type { Pixels } from "../../../models/index.ts";

/** An image as it leaves a stage. */
export interface StageImage {
  readonly stage: string;
  /** Side, pixels. */
  readonly size: number;
  /** Its number in the batch, from 0. */
  readonly image: number;
  readonly prompt: string;
  /** 8-bit RGB. */
  readonly pixels: Pixels;
  /** Whether every value that the stage computed was a finite number. */
  readonly finite: boolean;
  /** The receipt's signal, mean ‖ε_c − ε_u‖ over the stage's steps (Wen et al. 2024), or null where guidance is off. */
  readonly memorisation: number | null;
}

/** Whether an image may go on to the next stage. */
export type Verdict =
  | { readonly pass: true; readonly scores: Row }
  | { readonly pass: false; readonly rules: readonly [string, ...string[]]; readonly scores: Row };

/** Judges images at every stage hand-off and after the last stage. One that throws blocks. */
export interface Airlock {
  /** Which demands of a cascade it meets. */
  readonly provides: readonly ("image-filters" | "licence-filters")[];
  judge(images: readonly StageImage[]): Promise<readonly Verdict[]>;
}

/** Where a job keeps what it needs to go on after an interruption. */
export interface StageStore {
  has(name: string): Promise<boolean>;
  read(name: string): Promise<Uint8Array>;
  write(name: string, bytes: Uint8Array): Promise<void>;
}
