import type { SamplerConfig } from "../config.ts";
import { estimateOf } from "../prediction.ts";
import { type Point, pointOf, solverLevels } from "../sigmas.ts";
import type { Plan, Step } from "./step.ts";

/**
 * DPM-Solver++(2M), midpoint (Lu et al. 2022b, algorithm 2): λ = log(a/σ), h = λ_t − λ_s, r = (λ_s − λ_r)/h,
 * x_t = σ_t/σ_s·x − a_t(e^−h − 1)·(m + (m − m_before)/2r), m the thresholded x0. The first step is of first order,
 * and the last where diffusers makes it so.
 */
export function dpmSolver(config: SamplerConfig): Plan {
  const { timesteps, sigmas } = solverLevels(config);
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
      next: { x: to.noise / at.noise, x0: weight + half, previous: -half },
    };
  });
  return { initialScale: 1, steps };
}

function firstOrderLast(i: number, count: number, config: SamplerConfig): boolean {
  const { lowerOrderFinal = true, eulerAtFinal = false, finalSigma = "zero" } = config;
  return i === count - 1 && (eulerAtFinal || (lowerOrderFinal && count < 15) || finalSigma === "zero");
}
