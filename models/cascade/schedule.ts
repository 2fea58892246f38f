import type { BetaSchedule, EdmSchedule, FlowSchedule, SamplerConfig } from "./config.ts";

/** The forward process at one time: x = signal · x0 + noise · ε. */
export interface Marginal {
  readonly signal: number;
  readonly noise: number;
}

const f = Math.fround;

/** ᾱ as a function of time in [0, 1], for the schedules that are defined by it. */
const alphaBars = {
  cosine: (t: number) => Math.cos((t * Math.PI) / 2) ** 2,
  "squared-cosine": (t: number) => Math.cos((((t + 0.008) / 1.008) * Math.PI) / 2) ** 2,
};

/**
 * β_t of every training timestep, computed in double and rounded to single precision, as diffusers does;
 * cosine schedules leave the published numbers without that rounding.
 * @throws Error when the schedule's numbers are out of range
 */
export function betas(schedule: BetaSchedule): Float32Array {
  const { kind, timesteps = 1000, betaStart = 0.0001, betaEnd = 0.02 } = schedule;
  if (!Number.isInteger(timesteps) || timesteps < 1)
    throw new Error(
      `Cannot build schedule "${kind}": timesteps must be a whole number ≥ 1, got ${timesteps}`,
    );
  if (!(betaStart > 0 && betaStart <= betaEnd && betaEnd < 1))
    throw new Error(
      `Cannot build schedule "${kind}": wanted 0 < betaStart ≤ betaEnd < 1, got ${betaStart} and ${betaEnd}`,
    );
  const rising = Float32Array.from({ length: timesteps }, (_, i) => {
    const share = timesteps === 1 ? 0 : i / (timesteps - 1);
    switch (kind) {
      case "linear":
        return betaStart + share * (betaEnd - betaStart);
      case "scaled-linear":
        return f(Math.sqrt(betaStart) + share * (Math.sqrt(betaEnd) - Math.sqrt(betaStart))) ** 2;
      case "sigmoid":
        return f(1 / (1 + Math.exp(6 - 12 * share))) * (betaEnd - betaStart) + betaStart;
      case "cosine":
      case "squared-cosine": {
        const alphaBar = alphaBars[kind];
        return Math.min(1 - alphaBar((i + 1) / timesteps) / alphaBar(i / timesteps), 0.999);
      }
    }
  });
  return schedule.zeroTerminalSnr ? zeroTerminalSnr(rising) : rising;
}

/** ᾱ_t: products of α = 1 − β, accumulated in double, each rounded to single precision. */
export function cumulativeAlphas(betas: Float32Array): Float32Array {
  let product = 1;
  return betas.map((beta) => {
    product *= f(1 - beta);
    return product;
  });
}

/** Shifts and scales √ᾱ so that the last is 0 and the first stays (Lin et al. 2305.08891, algorithm 1). */
export function zeroTerminalSnr(betas: Float32Array): Float32Array {
  const roots = cumulativeAlphas(betas).map(Math.sqrt);
  const first = roots[0] ?? 1;
  const last = roots.at(-1) ?? 0;
  const bars = roots.map((root) => f(f(root - last) * f(first / f(first - last))) ** 2);
  return bars.map((bar, i) => 1 - (i === 0 ? bar : f(bar / (bars[i - 1] ?? 1))));
}

/** A schedule ready for use: β and ᾱ by timestep. */
export interface Alphas {
  readonly betas: Float32Array;
  readonly bars: Float32Array;
  /** T. */
  readonly timesteps: number;
}

/**
 * Reads a sampler's schedule of β.
 * @throws Error when it has another kind
 */
export function alphasOf({ schedule, sampler }: SamplerConfig): Alphas {
  if (schedule.kind === "edm" || schedule.kind === "flow")
    throw new Error(`Cannot build sampler "${sampler}": wanted a schedule of betas, got "${schedule.kind}"`);
  const rising = betas(schedule);
  return { betas: rising, bars: cumulativeAlphas(rising), timesteps: rising.length };
}

/** @throws Error when the sampler's schedule is not EDM's */
export function edmOf({ schedule, sampler }: SamplerConfig): Required<EdmSchedule> {
  if (schedule.kind !== "edm")
    throw new Error(`Cannot build sampler "${sampler}": wanted schedule "edm", got "${schedule.kind}"`);
  return { sigmaMin: 0.002, sigmaMax: 80, sigmaData: 0.5, rho: 7, ...schedule };
}

/** @throws Error when the sampler's schedule is not a flow */
export function flowOf({ schedule, sampler }: SamplerConfig): Required<FlowSchedule> {
  if (schedule.kind !== "flow")
    throw new Error(`Cannot build sampler "${sampler}": wanted schedule "flow", got "${schedule.kind}"`);
  return { timesteps: 1000, shift: 1, ...schedule };
}

/** The forward process of a schedule of β: a = √ᾱ, σ = √(1 − ᾱ), in single precision. */
export function marginalOf(bar: number): Marginal {
  return { signal: f(Math.sqrt(bar)), noise: f(Math.sqrt(f(1 - bar))) };
}

/** Adds noise: out = signal · image + noise · ε, elementwise; `out` may be either input. */
export function addNoise(
  image: Float32Array,
  { signal, noise }: Marginal,
  epsilon: Float32Array,
  out: Float32Array,
): void {
  for (let i = 0; i < out.length; i++)
    out[i] = signal * (image[i] as number) + noise * (epsilon[i] as number);
}
