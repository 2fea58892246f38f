import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { SamplerConfig } from "../../models/cascade/config.ts";
import { torchGenerator } from "../../models/cascade/noise/torch.ts";
import { createSampler, type Sampler } from "../../models/cascade/samplers/sampler.ts";
import { addNoise } from "../../models/cascade/schedule.ts";

/** A committed fixture of `test/fixtures/cascade/`. */
export function cascadeFixture<T>(name: string): T {
  return JSON.parse(readFileSync(join(import.meta.dirname, "../fixtures/cascade", name), "utf8")) as T;
}

/** The network of diffusers' scheduler tests: x·t/(t + 1). */
export function doubleNetwork(x: Float32Array, timestep: number, out: Float32Array): void {
  for (let i = 0; i < x.length; i++) out[i] = ((x[i] as number) * timestep) / (timestep + 1);
}

/**
 * `dummy_sample_deter` of diffusers' `tests/schedulers/test_schedulers.py`: arange(768)/768 reshaped to (3, 8, 8, 4)
 * and moved to NCHW; `dummy_noise_deter` is the same with the order reversed.
 */
export function deterministicSample({ reversed = false } = {}): Float32Array {
  const sample = new Float32Array(768);
  let at = 0;
  for (let image = 0; image < 4; image++)
    for (let pixel = 0; pixel < 192; pixel++) {
      const place = pixel * 4 + image;
      sample[at++] = (reversed ? 767 - place : place) / 768;
    }
  return sample;
}

/** Values in [−1, 1) that differ between images, channels and pixels, as the script that makes the goldens has them. */
export function ramp(count: number): Float32Array {
  return Float32Array.from({ length: count }, (_, i) => ((i * 389) % 512) / 256 - 1);
}

export function sumOf(values: ArrayLike<number>): number {
  return Array.from(values).reduce((sum, value) => sum + Math.abs(value), 0);
}

/** Largest difference, absolute below 1 and relative above. */
export function apart(ours: ArrayLike<number>, theirs: ArrayLike<number>): number {
  if (ours.length !== theirs.length) return Number.POSITIVE_INFINITY;
  return Math.max(
    ...Array.from(theirs, (value, i) => {
      const gap = Math.abs((ours[i] ?? Number.NaN) - value) / Math.max(1, Math.abs(value));
      return Number.isNaN(gap) ? Number.POSITIVE_INFINITY : gap;
    }),
  );
}

export interface LoopOptions {
  /** Begin at initialScale times the sample, as the tests of the Euler family do. */
  readonly scaled?: boolean;
  /** diffusers' tests of Euler and Heun hand the scaled input to the step in place of x. */
  readonly stepsScaled?: boolean;
  /** Begin at the noised sample (`t_start` in diffusers' tests). */
  readonly noised?: boolean;
}

/** diffusers' `full_loop`: the double, noise of torch's generator with seed 0, 4 images of 3 × 8 × 8. */
export function fullLoop(config: SamplerConfig, options: LoopOptions = {}): Float32Array {
  const sampler = createSampler(config, { images: 4, values: 192 });
  const noise = torchGenerator(0).normal;
  const x = deterministicSample();
  if (options.scaled) for (let i = 0; i < x.length; i++) x[i] = sampler.initialScale * (x[i] as number);
  const [marginal] = sampler.marginals;
  if (options.noised && marginal) addNoise(x, marginal, deterministicSample({ reversed: true }), x);
  const seen = new Float32Array(x.length);
  const x0 = new Float32Array(x.length);
  for (const [call, timestep] of sampler.timesteps.entries()) {
    sampler.scaleInput(x, call, seen);
    if (options.stepsScaled) x.set(seen);
    const mean = new Float32Array(x.length);
    doubleNetwork(seen, timestep, mean);
    sampler.step({ mean }, call, x, x0, noise);
  }
  return x;
}

/** Runs a sampler to the end on the double, with x/2 as learned variance, and tells each x. */
export function runDouble(
  sampler: Sampler,
  x: Float32Array,
  noise: (out: Float32Array) => void,
  each: (x: Float32Array, x0: Float32Array) => void = () => {},
): void {
  const seen = new Float32Array(x.length);
  const mean = new Float32Array(x.length);
  const x0 = new Float32Array(x.length);
  for (const [call, timestep] of sampler.timesteps.entries()) {
    sampler.scaleInput(x, call, seen);
    doubleNetwork(seen, timestep, mean);
    const output = sampler.learnsVariance ? { mean, variance: seen.map((value) => value / 2) } : { mean };
    sampler.step(output, call, x, x0, noise);
    each(x, x0);
  }
}
