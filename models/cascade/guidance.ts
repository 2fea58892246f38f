import type { BatchShape, ModelOutput } from "./samplers/sampler.ts";

/** When guidance is on and how strong, as JSON. */
export interface GuidanceConfig {
  /** w in ε_u + w(ε_c − ε_u); 1 is off. Negative prompts are nothing but another unconditional half. */
  readonly scale: number;
  /** Default constant. */
  readonly schedule?: GuidanceSchedule;
  /** φ of Lin et al. 2305.08891, §3.4, in [0, 1]: how far to bring the contrast back to the conditional's. Default 0. */
  readonly rescale?: number;
}

export type GuidanceSchedule =
  | { readonly kind: "constant" }
  /** On from a share of the calls to another, 0 the first, 1 the end (Kynkäänniemi et al. 2404.07724). */
  | { readonly kind: "interval"; readonly from: number; readonly to: number }
  /** Constant for some calls, then `low` and the scale in turn (Ho et al. 2210.02303, oscillating guidance). */
  | { readonly kind: "oscillating"; readonly low: number; readonly constantCalls?: number };

/**
 * The guidance scale of one network call; where it is 1 the unconditional half need not be run.
 * @throws Error when the configuration is out of range
 */
export function guidanceScale(config: GuidanceConfig, call: number, calls: number): number {
  const { scale, schedule = { kind: "constant" }, rescale = 0 } = config;
  if (!Number.isFinite(scale)) throw new Error(`Cannot guide: scale must be a number, got ${scale}`);
  if (!(rescale >= 0 && rescale <= 1))
    throw new Error(`Cannot guide: rescale must be in [0, 1], got ${rescale}`);
  switch (schedule.kind) {
    case "constant":
      return scale;
    case "interval": {
      const { from, to } = schedule;
      if (!(from >= 0 && from <= to && to <= 1))
        throw new Error(`Cannot guide: wanted 0 ≤ from ≤ to ≤ 1, got ${from} and ${to}`);
      return call >= Math.floor(from * calls) && call < Math.floor(to * calls) ? scale : 1;
    }
    case "oscillating": {
      const { low, constantCalls = 0 } = schedule;
      return call >= constantCalls && (call - constantCalls) % 2 === 0 ? low : scale;
    }
  }
}

/** One network output for both halves of a batch: images · values · (2 with learned variance) numbers each. */
export interface Halves {
  readonly conditional: Float32Array;
  readonly unconditional: Float32Array;
}

export interface GuideOptions extends BatchShape {
  readonly scale: number;
  /** Default 0. */
  readonly rescale?: number;
}

/**
 * Classifier-free guidance (Ho & Salimans 2022): out = ε_u + w(ε_c − ε_u), per image. Learned variance is the
 * conditional's. `out.mean` may be the conditional half itself when there is no variance.
 * @param gaps receives ‖ε_c − ε_u‖₂ per image, in the network's own output (`epsilonGain` turns it into ε's): the
 * memorisation signal of Wen et al. 2407.21720
 */
export function guide(halves: Halves, options: GuideOptions, out: ModelOutput, gaps: Float64Array): void {
  const { images, values } = options;
  const stride = out.variance ? 2 * values : values;
  for (let image = 0; image < images; image++) {
    const from = image * stride;
    const to = image * values;
    gaps[image] = guideOne(halves, from, out.mean, to, options);
    out.variance?.set(halves.conditional.subarray(from + values, from + stride), to);
  }
}

/** Splits what a network without guidance said: the mean and, with a learned range, the variance. */
export function unguided(output: Float32Array, { images, values }: BatchShape, out: ModelOutput): void {
  const stride = out.variance ? 2 * values : values;
  for (let image = 0; image < images; image++) {
    const from = image * stride;
    out.mean.set(output.subarray(from, from + values), image * values);
    out.variance?.set(output.subarray(from + values, from + stride), image * values);
  }
}

function guideOne(
  { conditional, unconditional }: Halves,
  from: number,
  out: Float32Array,
  to: number,
  { values, scale, rescale = 0 }: GuideOptions,
): number {
  let squares = 0;
  let [sumBefore, squaresBefore, sumAfter, squaresAfter] = [0, 0, 0, 0];
  for (let i = 0; i < values; i++) {
    const c = conditional[from + i] as number;
    const gap = c - (unconditional[from + i] as number);
    // c + (w − 1)(c − u): w = 1 gives the conditional to the bit.
    const guided = c + (scale - 1) * gap;
    squares += gap * gap;
    sumBefore += c;
    squaresBefore += c * c;
    sumAfter += guided;
    squaresAfter += guided * guided;
    out[to + i] = guided;
  }
  if (rescale > 0) {
    const before = squaresBefore - (sumBefore * sumBefore) / values;
    const after = squaresAfter - (sumAfter * sumAfter) / values;
    const factor = after > 0 ? rescale * Math.sqrt(Math.max(before, 0) / after) + (1 - rescale) : 1;
    for (let i = to; i < to + values; i++) out[i] = (out[i] as number) * factor;
  }
  return Math.sqrt(squares);
}
