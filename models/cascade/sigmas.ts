import type { SamplerConfig, SigmaSpread, Spacing } from "./config.ts";
import { type Alphas, alphasOf, type Marginal } from "./schedule.ts";
import { checkSteps, linspace, roundHalfEven, spaced } from "./spacing.ts";

const f = Math.fround;

/** Noise levels σ = √((1 − ᾱ)/ᾱ) by timestep: x = x0 + σ·ε after dividing by √ᾱ. */
export function sigmasOf({ bars }: Alphas): Float32Array {
  return bars.map((bar) => Math.sqrt(f(f(1 - bar) / bar)));
}

/** The level at a fractional timestep, linearly between neighbours. */
export function sigmaAt(sigmas: Float32Array, timestep: number): number {
  const low = Math.min(Math.floor(timestep), sigmas.length - 1);
  const below = sigmas[low] as number;
  const above = sigmas[low + 1] ?? below;
  return below + (above - below) * (timestep - low);
}

/** Karras et al. 2022, equation 5: `count` falling levels, evenly spaced in σ^(1/ρ). */
export function karrasSigmas(max: number, min: number, count: number, rho = 7): number[] {
  const [top, bottom] = [max ** (1 / rho), min ** (1 / rho)];
  return linspace(0, 1, count).map((ramp) => (top + ramp * (bottom - top)) ** rho);
}

/** `count` falling levels, evenly spaced in log σ. */
export function exponentialSigmas(max: number, min: number, count: number): number[] {
  return linspace(Math.log(max), Math.log(min), count).map(Math.exp);
}

/** The fractional timestep whose level is `sigma`, linearly in log σ, within [0, T − 1]. */
export function timestepAt(sigmas: Float32Array, sigma: number): number {
  const level = Math.log(Math.max(sigma, 1e-10));
  let low = 0;
  while (low < sigmas.length - 2 && f(Math.log(sigmas[low + 1] as number)) <= level) low++;
  const below = f(Math.log(sigmas[low] as number));
  const above = f(Math.log(sigmas[low + 1] as number));
  const weight = Math.min(Math.max((below - level) / (below - above), 0), 1);
  return (1 - weight) * low + weight * (low + 1);
}

/** Levels and timesteps of a sampler that works in σ. */
export interface Levels {
  /** One per step; falling. */
  readonly timesteps: readonly number[];
  /** One more than steps: the last is where sampling ends. */
  readonly sigmas: readonly number[];
}

/** Spreads levels between the ends of `inside`, or keeps them. */
export function spread(kind: SigmaSpread, inside: readonly number[], steps: number): readonly number[] {
  const [max, min] = [inside[0] as number, inside.at(-1) as number];
  switch (kind) {
    case "schedule":
      return inside;
    case "karras":
      return karrasSigmas(max, min, steps);
    case "exponential":
      return exponentialSigmas(max, min, steps);
  }
}

/** ᾱ with the last raised to 2⁻²⁴ where it is 0, since σ would be infinite there. */
export function finiteAlphas(config: SamplerConfig): Alphas {
  const alphas = alphasOf(config);
  const zero =
    !(config.schedule.kind === "edm" || config.schedule.kind === "flow") && config.schedule.zeroTerminalSnr;
  if (zero) alphas.bars[alphas.timesteps - 1] = 2 ** -24;
  return alphas;
}

/** Levels of Euler and Heun, as diffusers' EulerDiscreteScheduler sets them; linspace keeps fractional timesteps. */
export function eulerLevels(config: SamplerConfig): Levels {
  const { steps, spacing = "linspace", stepsOffset: offset = 0, sigmas: kind = "schedule" } = config;
  const alphas = finiteAlphas(config);
  const table = sigmasOf(alphas);
  const timesteps = spaced(spacing, { steps, timesteps: alphas.timesteps, offset, fractional: true });
  const levels = spread(
    kind,
    timesteps.map((t) => sigmaAt(table, t)),
    steps,
  );
  const last = config.finalSigma === "sigma-min" ? (table[0] as number) : 0;
  return {
    timesteps: kind === "schedule" ? timesteps : levels.map((sigma) => f(timestepAt(table, sigma))),
    sigmas: [...levels, last].map(f),
  };
}

/** What the first unit noise is multiplied by, as diffusers' `init_noise_sigma`. */
export function initialSigma(max: number, spacing: Spacing = "linspace"): number {
  return spacing === "leading" ? Math.sqrt(max * max + 1) : max;
}

/** Levels of the multistep solvers, as diffusers sets them: n + 1 points of which the last is dropped. */
export function solverLevels(config: SamplerConfig): Levels {
  const { steps, spacing = "linspace", stepsOffset: offset = 0, sigmas: kind = "schedule" } = config;
  const alphas = finiteAlphas(config);
  const table = sigmasOf(alphas);
  const last = alphas.timesteps - tooNoisy(alphas, config.lambdaMin);
  if (spacing !== "trailing") checkSteps(steps, last - 1);
  const timesteps =
    spacing === "trailing"
      ? spaced(spacing, { steps, timesteps: alphas.timesteps, last })
      : spaced(spacing, { steps: steps + 1, timesteps: last, offset }).slice(0, -1);
  const final = config.finalSigma === "sigma-min" ? (table[0] as number) : 0;
  if (kind === "schedule")
    return { timesteps, sigmas: [...timesteps.map((t) => sigmaAt(table, t)), final].map(f) };
  const levels = spread(kind, [table[alphas.timesteps - 1] as number, table[0] as number], steps);
  // diffusers rounds Karras timesteps, but cuts those of its DPM-Solver on a cosine schedule.
  const cut = config.sampler === "dpm-solver++-2m" && config.schedule.kind === "squared-cosine";
  const whole = kind === "karras" && !cut ? roundHalfEven : Math.trunc;
  return { timesteps: levels.map((s) => whole(timestepAt(table, s))), sigmas: [...levels, final].map(f) };
}

/** How many timesteps have λ = log(a/σ) below the least that is wanted. */
function tooNoisy({ bars }: Alphas, lambdaMin = Number.NEGATIVE_INFINITY): number {
  const log = (share: number) => f(Math.log(f(Math.sqrt(share))));
  return bars.filter((bar) => f(log(bar) - log(f(1 - bar))) < lambdaMin).length;
}

/** A level as the multistep solvers see it: a and σ with a² + σ² = 1, and λ = log(a/σ). */
export interface Point extends Marginal {
  readonly lambda: number;
}

export function pointOf(sigma: number): Point {
  const signal = 1 / Math.sqrt(sigma * sigma + 1);
  return { signal, noise: sigma * signal, lambda: -Math.log(sigma) };
}
