import type { SamplerConfig } from "../config.ts";
import { flowOf } from "../schedule.ts";
import { linspace } from "../spacing.ts";
import type { Plan, Step } from "./step.ts";

/**
 * Euler's method on a rectified flow (Liu et al. 2022; shift of Esser et al. 2024, equation 23): x moves along
 * v = ε − x0 from σ = 1 to 0. As in diffusers, the shift is applied to the ends and to all levels between.
 * @throws Error when the prediction is not a flow
 */
export function flowEuler(config: SamplerConfig): Plan {
  const { timesteps: total, shift } = flowOf(config);
  if (config.prediction !== "flow")
    throw new Error(`Cannot build sampler "flow-euler": wanted prediction flow, got "${config.prediction}"`);
  const shifted = (sigma: number) => (shift * sigma) / (1 + (shift - 1) * sigma);
  const levels = linspace(shifted(1), shifted(1 / total), config.steps).map((s) => Math.fround(shifted(s)));
  const steps = levels.map((sigma, i): Step => {
    const to = levels[i + 1] ?? 0;
    return {
      timestep: Math.fround(sigma * total),
      marginal: { signal: 1 - sigma, noise: sigma },
      estimate: { x: 1, output: -sigma },
      // x + (σ_p − σ)·v, with v = (x − x0)/σ so that thresholding takes part.
      next: { x: to / sigma, x0: 1 - to / sigma },
    };
  });
  return { initialScale: 1, steps };
}
