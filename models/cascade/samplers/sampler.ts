import type { SamplerConfig } from "../config.ts";
import type { Marginal } from "../schedule.ts";
import { thresholder } from "../threshold.ts";
import { samplers } from "./registry.ts";
import type { Step } from "./step.ts";

/** Images in a batch and numbers per image (channels · height · width). Arrays are NCHW. */
export interface BatchShape {
  readonly images: number;
  readonly values: number;
}

/** What the network said, guided: arrays of images · values numbers. */
export interface ModelOutput {
  readonly mean: Float32Array;
  /** The learned range's second half of channels, −1…1 between the variance's bounds. */
  readonly variance?: Float32Array;
}

/** One way from noise to images, for batches of one shape. Buffers are its own: no step allocates. */
export interface Sampler {
  /** One per network call: what the network is told. */
  readonly timesteps: readonly number[];
  /** Multiplies the first unit noise. */
  readonly initialScale: number;
  /** One per call: x = signal · image + noise · ε before it. Image-to-image begins with the first. */
  readonly marginals: readonly Marginal[];
  /** One per call: by how much ε moves per unit of the network's output; 1 for ε-prediction. */
  readonly epsilonGain: readonly number[];
  /** What is carried from call to call besides x; a checkpoint saves it, a resume refills it in place. */
  readonly history: readonly Float32Array[];
  /** Whether the network's second half of channels is read as variance. */
  readonly learnsVariance: boolean;
  /** What the network sees of x; `out` may be x. */
  scaleInput(x: Float32Array, call: number, out: Float32Array): void;
  /**
   * From the guided output of `call` to the next x, in place; fills `x0` with the thresholded estimate.
   * Calls must come in order. `noise` fills an array with unit noise; it is called at most once.
   */
  step(
    output: ModelOutput,
    call: number,
    x: Float32Array,
    x0: Float32Array,
    noise: (out: Float32Array) => void,
  ): void;
}

/**
 * Builds a sampler for batches of one shape.
 * @throws Error with one line when the configuration does not fit
 */
export function createSampler(config: SamplerConfig, { images, values }: BatchShape): Sampler {
  const { initialScale, steps: all } = samplers[config.sampler](config);
  const steps = all.slice(skipped(config, all.length));
  const threshold = thresholder(config.thresholding ?? { kind: "none" }, values);
  const history = new Float32Array(steps.some(({ keep }) => keep) ? images * values : 0);
  const looksBack = steps.some(({ next, keep }) => next.previous || keep?.previous);
  const previous = new Float32Array(looksBack ? images * values : 0);
  const outputs = Array.from(
    { length: Math.max(...steps.map(({ next }) => next.outputs?.length ?? 0)) },
    () => new Float32Array(images * values),
  );
  const random = steps.some(({ noise, logVariance }) => noise !== undefined || logVariance);
  const unit = new Float32Array(random ? images * values : 0);
  return {
    timesteps: steps.map(({ timestep }) => timestep),
    initialScale,
    history: [history, previous, ...outputs].filter(({ length }) => length > 0),
    marginals: steps.map(({ marginal }) => marginal),
    epsilonGain: steps.map(({ marginal, estimate }) =>
      Math.abs((marginal.signal * estimate.output) / marginal.noise),
    ),
    learnsVariance: steps.some(({ logVariance }) => logVariance),
    scaleInput(x, call, out) {
      const scale = rowAt(steps, call).inputScale ?? 1;
      if (scale === 1) out.set(x);
      else for (let i = 0; i < x.length; i++) out[i] = scale * (x[i] as number);
    },
    step({ mean, variance }, call, x, x0, noise) {
      const row = rowAt(steps, call);
      estimate(row, x, mean, x0);
      threshold(x0);
      advance(row, x, x0, mean, previous, history);
      addOutputs(row, x, outputs);
      if (looksBack) previous.set(x0);
      if (row.keepsOutput) keepOutput(outputs, mean);
      if (row.noise === undefined && !row.logVariance) return;
      noise(unit);
      if (row.logVariance) addLearned(row.logVariance, x, unit, variance);
      else addScaled(row.noise ?? 0, x, unit);
    },
  };
}

function skipped({ skip = 0, sampler }: SamplerConfig, calls: number): number {
  if (Number.isInteger(skip) && skip >= 0 && skip < calls) return skip;
  throw new Error(
    `Cannot build sampler "${sampler}": skip must be a whole number in [0, ${calls - 1}], got ${skip}`,
  );
}

function rowAt(steps: readonly Step[], call: number): Step {
  const row = steps[call];
  if (!row) throw new Error(`Cannot step: wanted a call in [0, ${steps.length - 1}], got ${call}`);
  return row;
}

function estimate(
  { estimate: { x: a, output: b } }: Step,
  x: Float32Array,
  mean: Float32Array,
  x0: Float32Array,
) {
  for (let i = 0; i < x.length; i++) x0[i] = a * (x[i] as number) + b * (mean[i] as number);
}

function advance(
  { next, keep }: Step,
  x: Float32Array,
  x0: Float32Array,
  mean: Float32Array,
  previous: Float32Array,
  history: Float32Array,
): void {
  const { x: a, x0: b, output: c = 0, previous: d = 0, history: e = 0 } = next;
  const { x: ka = 0, x0: kb = 0, previous: kd = 0, history: ke = 0 } = keep ?? {};
  for (let i = 0; i < x.length; i++) {
    const now = x[i] as number;
    const image = x0[i] as number;
    // Absent terms are left out, not multiplied by 0: their buffers may be empty.
    let then = a * now + b * image;
    if (c !== 0) then += c * (mean[i] as number);
    if (d !== 0) then += d * (previous[i] as number);
    if (e !== 0) then += e * (history[i] as number);
    if (keep) {
      let kept = ka * now + kb * image;
      if (kd !== 0) kept += kd * (previous[i] as number);
      if (ke !== 0) kept += ke * (history[i] as number);
      history[i] = kept;
    }
    x[i] = then;
  }
}

function addOutputs({ next }: Step, x: Float32Array, outputs: readonly Float32Array[]): void {
  for (const [k, weight] of (next.outputs ?? []).entries()) addScaled(weight, x, outputs[k] as Float32Array);
}

/** The latest output comes first; the oldest goes. */
function keepOutput(outputs: readonly Float32Array[], mean: Float32Array): void {
  for (let k = outputs.length - 1; k > 0; k--) outputs[k]?.set(outputs[k - 1] as Float32Array);
  outputs[0]?.set(mean);
}

function addScaled(scale: number, x: Float32Array, unit: Float32Array): void {
  for (let i = 0; i < x.length; i++) x[i] = (x[i] as number) + scale * (unit[i] as number);
}

/** Nichol & Dhariwal 2021, equation 15: log variance = f·max + (1 − f)·min, f = (output + 1)/2. */
function addLearned(
  { min, max }: { readonly min: number; readonly max: number },
  x: Float32Array,
  unit: Float32Array,
  variance: Float32Array | undefined,
): void {
  if (!variance)
    throw new Error('Cannot step: variance "learned-range" wants the network\'s second half of channels');
  for (let i = 0; i < x.length; i++) {
    const share = ((variance[i] as number) + 1) / 2;
    x[i] = (x[i] as number) + Math.exp(0.5 * (share * max + (1 - share) * min)) * (unit[i] as number);
  }
}
