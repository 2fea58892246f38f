import type { Schedule } from "./config.ts";
import { addNoise, betas, cumulativeAlphas, type Marginal, marginalOf } from "./schedule.ts";

/**
 * Noise-conditioning augmentation of super-resolution stages (Ho et al. 2106.15282; Imagen §2.4): the low-resolution
 * image is diffused to a timestep, which the network is told as `class_labels`.
 */
export interface Augmentation {
  /** Timestep of the augmentation, passed to the network. */
  readonly level: number;
  readonly marginal: Marginal;
  /** In place: lowRes becomes √ᾱ · lowRes + √(1 − ᾱ) · ε. */
  apply(lowRes: Float32Array, epsilon: Float32Array): void;
}

/**
 * @param level timestep in [0, T − 1]: 250 in diffusers' IF pipelines, where DeepFloyd says 0.25
 * @throws Error when the level is out of range, or the schedule is none of betas
 */
export function augmentation(schedule: Schedule, level: number): Augmentation {
  if (schedule.kind === "edm" || schedule.kind === "flow")
    throw new Error(
      `Cannot lay noise over the image below: wanted a schedule of betas, got "${schedule.kind}"`,
    );
  const bar = cumulativeAlphas(betas(schedule))[level];
  if (bar === undefined)
    throw new Error(
      `Cannot add noise to the low-resolution image: level must be a timestep in [0, ${(schedule.timesteps ?? 1000) - 1}], got ${level}`,
    );
  const marginal = marginalOf(bar);
  return { level, marginal, apply: (lowRes, epsilon) => addNoise(lowRes, marginal, epsilon, lowRes) };
}
