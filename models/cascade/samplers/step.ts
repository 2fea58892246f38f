import type { Marginal } from "../schedule.ts";

/**
 * One network call of a sampler, as numbers. Every sampler here is linear in what it sees, so that one loop over
 * typed arrays (`sampler.ts`) runs them all:
 *
 *     x0      = threshold(estimate.x · x + estimate.output · output)
 *     next x  = next.x · x + next.x0 · x0 + next.output · output
 *               + next.previous · previous + next.history · history + Σ next.outputs · outputs + noise · z
 *     history = keep.x · x + keep.x0 · x0 + keep.previous · previous + keep.history · history
 *
 * where previous is the x0 of the call before, and outputs are what the network said in calls that kept it.
 */
export interface Step {
  /** What the network is told. */
  readonly timestep: number;
  /** The network's input is this times x; default 1. */
  readonly inputScale?: number;
  /** How x came from the image: x = signal · x0 + noise · ε. */
  readonly marginal: Marginal;
  readonly estimate: { readonly x: number; readonly output: number };
  readonly next: {
    readonly x: number;
    readonly x0: number;
    readonly output?: number;
    readonly previous?: number;
    readonly history?: number;
    /** Weights of kept outputs, the latest first. */
    readonly outputs?: readonly number[];
  };
  /** Whether later calls look back at this call's output. */
  readonly keepsOutput?: boolean;
  readonly keep?: {
    readonly x: number;
    readonly x0: number;
    readonly previous?: number;
    readonly history?: number;
  };
  /** Standard deviation of fresh noise; drawn, if present, even when 0, so that streams stay in step with diffusers. */
  readonly noise?: number;
  /** Logarithms of the variance between which the network chooses (learned range); replaces `noise`. */
  readonly logVariance?: { readonly min: number; readonly max: number };
}

/** A sampler as numbers: one row per network call. */
export interface Plan {
  /** Multiplies the first unit noise. */
  readonly initialScale: number;
  readonly steps: readonly Step[];
}
