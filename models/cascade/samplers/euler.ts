import type { SamplerConfig } from "../config.ts";
import { explodingEstimate } from "../prediction.ts";
import { eulerLevels, initialSigma } from "../sigmas.ts";
import type { Plan, Step } from "./step.ts";

/** Euler's method on dx/dσ = (x − x0)/σ (Karras et al. 2022, algorithm 1 without its second half). */
export function euler(config: SamplerConfig): Plan {
  const { timesteps, sigmas } = eulerLevels(config);
  const steps = timesteps.map((timestep, i): Step => {
    const ratio = (sigmas[i + 1] as number) / (sigmas[i] as number);
    return {
      ...exploding(timestep, sigmas[i] as number, config),
      next: { x: ratio, x0: 1 - ratio },
    };
  });
  return { initialScale: initialSigma(Math.max(...sigmas), config.spacing), steps };
}

/** What samplers with x = x0 + σ·ε share: the network sees x/√(σ² + 1). */
export function exploding(timestep: number, sigma: number, { prediction }: SamplerConfig) {
  return {
    timestep,
    inputScale: 1 / Math.sqrt(sigma * sigma + 1),
    marginal: { signal: 1, noise: sigma },
    estimate: explodingEstimate(prediction, sigma),
  };
}
