import type { SamplerConfig } from "../config.ts";
import { estimateOf } from "../prediction.ts";
import type { Alphas } from "../schedule.ts";
import { finiteAlphas, type Levels, sigmaAt, sigmasOf, spread, timestepAt } from "../sigmas.ts";
import { roundHalfEven, spaced } from "../spacing.ts";
import type { Plan, Step } from "./step.ts";

const f = Math.fround;

/**
 * DPM-Solver++(2M), midpoint (Lu et al. 2022b, algorithm 2): λ = log(a/σ), h = λ_t − λ_s, r = (λ_s − λ_r)/h,
 * x_t = σ_t/σ_s·x − a_t(e^−h − 1)·(m + (m − m_before)/2r), m the thresholded x0. The first step is of first order,
 * and the last where diffusers makes it so. The history is m.
 */
export function dpmSolver(config: SamplerConfig): Plan {
  const { timesteps, sigmas } = levelsOf(config);
  const first = config.skip ?? 0;
  const points = sigmas.map(pointOf);
  const steps = timesteps.map((timestep, i): Step => {
    const at = points[i] as Point;
    const to = points[i + 1] as Point;
    const h = to.lambda - at.lambda;
    const weight = -to.signal * Math.expm1(-h);
    const half =
      i <= first || firstOrderLast(i, timesteps.length, config)
        ? 0
        : (weight * h) / (2 * (at.lambda - (points[i - 1] as Point).lambda));
    return {
      timestep,
      marginal: at,
      estimate: estimateOf(config.prediction, at),
      next: { x: to.noise / at.noise, x0: weight + half, history: -half },
      keep: { x: 0, x0: 1 },
    };
  });
  return { initialScale: 1, steps };
}

interface Point {
  readonly signal: number;
  readonly noise: number;
  readonly lambda: number;
}

function pointOf(sigma: number): Point {
  const signal = 1 / Math.sqrt(sigma * sigma + 1);
  return { signal, noise: sigma * signal, lambda: -Math.log(sigma) };
}

function firstOrderLast(i: number, count: number, config: SamplerConfig): boolean {
  const { lowerOrderFinal = true, eulerAtFinal = false, finalSigma = "zero" } = config;
  return i === count - 1 && (eulerAtFinal || (lowerOrderFinal && count < 15) || finalSigma === "zero");
}

/** Levels as diffusers' DPMSolverMultistepScheduler sets them: n + 1 points of which the last is dropped. */
function levelsOf(config: SamplerConfig): Levels {
  const { steps, spacing = "linspace", stepsOffset: offset = 0, sigmas: kind = "schedule" } = config;
  const alphas = finiteAlphas(config);
  const table = sigmasOf(alphas);
  const last = alphas.timesteps - tooNoisy(alphas, config.lambdaMin);
  const timesteps =
    spacing === "trailing"
      ? spaced(spacing, { steps, timesteps: alphas.timesteps, last })
      : spaced(spacing, { steps: steps + 1, timesteps: last, offset }).slice(0, -1);
  const final = config.finalSigma === "sigma-min" ? (table[0] as number) : 0;
  if (kind === "schedule")
    return { timesteps, sigmas: [...timesteps.map((t) => sigmaAt(table, t)), final].map(f) };
  const ends = [table[alphas.timesteps - 1] as number, table[0] as number];
  const levels = spread(kind, ends, steps);
  const cosine = config.schedule.kind === "squared-cosine";
  const whole = kind === "karras" && !cosine ? roundHalfEven : Math.trunc;
  return { timesteps: levels.map((s) => whole(timestepAt(table, s))), sigmas: [...levels, final].map(f) };
}

/** How many timesteps have λ below the least that is wanted. */
function tooNoisy({ bars }: Alphas, lambdaMin = Number.NEGATIVE_INFINITY): number {
  return bars.filter(
    (bar) => f(f(Math.log(f(Math.sqrt(bar)))) - f(Math.log(f(Math.sqrt(f(1 - bar)))))) < lambdaMin,
  ).length;
}
