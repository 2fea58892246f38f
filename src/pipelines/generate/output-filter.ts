import type { Pixels, Requirement } from "../../../models/index.ts";

/** An image as it stands between two stages, or after the last. */
export interface StageImage {
  /** The stage that made it. */
  readonly stage: string;
  /** Its side, pixels. */
  readonly size: number;
  /** Its number in the request, from 0. */
  readonly image: number;
  readonly prompt: string;
  /** 8-bit RGB. */
  readonly pixels: Pixels;
  /** False when the network gave NaN or ∞ somewhere: a black picture is then a fault, not a verdict. */
  readonly finite: boolean;
  /** Mean ‖ε_c − ε_u‖ over the stage's steps (Wen et al. 2024); null where guidance was off. */
  readonly memorisation: number | null;
}

/** Named measurements of one image, as filters give them. */
export type Scores = Readonly<Record<string, number | string | boolean | null>>;

/** A refusal names at least one rule. */
export type FilterVerdict =
  | { readonly pass: true; readonly scores: Scores }
  | { readonly pass: false; readonly rules: readonly [string, ...string[]]; readonly scores: Scores };

/**
 * What every image passes through at each stage hand-off and after the last stage. It fails closed: when
 * `judge` throws, or gives no verdict for an image, nothing passes.
 */
export interface OutputFilter {
  /** Which demands of a cascade it meets: a cascade that demands more does not run behind it. */
  readonly provides: readonly Requirement[];
  /** One verdict per image, in order. */
  judge(images: readonly StageImage[]): Promise<readonly FilterVerdict[]>;
}
