import type { SamplerConfig } from "../config.ts";
import { eulerLevels, initialSigma } from "../sigmas.ts";
import { exploding } from "./euler.ts";
import type { Plan, Step } from "./step.ts";

/**
 * Ancestral Euler of k-diffusion: each step goes down to σ_down and back up by fresh noise of σ_up, where
 * σ_up² = σ_p²(σ² − σ_p²)/σ² and σ_down² = σ_p² − σ_up².
 */
export function eulerAncestral(config: SamplerConfig): Plan {
  const { timesteps, sigmas } = eulerLevels({ ...config, sigmas: "schedule", finalSigma: "zero" });
  const steps = timesteps.map((timestep, i): Step => {
    const [sigma, to] = [sigmas[i] as number, sigmas[i + 1] as number];
    const up = Math.sqrt((to * to * (sigma * sigma - to * to)) / (sigma * sigma));
    const ratio = Math.sqrt(to * to - up * up) / sigma;
    return { ...exploding(timestep, sigma, config), next: { x: ratio, x0: 1 - ratio }, noise: up };
  });
  return { initialScale: initialSigma(Math.max(...sigmas), config.spacing), steps };
}
