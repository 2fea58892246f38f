import type { SamplerConfig } from "../config.ts";
import { eulerLevels, initialSigma } from "../sigmas.ts";
import { exploding } from "./euler.ts";
import type { Plan, Step } from "./step.ts";

/**
 * Heun's method (Karras et al. 2022, algorithm 1, no churn): an Euler step, then the mean of the slopes at both
 * ends. Two network calls per step, one in the last, whose end has no slope. The history carries x + ½·h·slope.
 */
export function heun(config: SamplerConfig): Plan {
  const { timesteps, sigmas } = eulerLevels({ ...config, finalSigma: "zero" });
  const steps = timesteps.flatMap((timestep, i): Step[] => {
    const [sigma, to] = [sigmas[i] as number, sigmas[i + 1] as number];
    const ratio = to / sigma;
    const first = { ...exploding(timestep, sigma, config), next: { x: ratio, x0: 1 - ratio } };
    if (i === timesteps.length - 1) return [first];
    const half = (to - sigma) / (2 * to);
    return [
      { ...first, keep: { x: (1 + ratio) / 2, x0: (1 - ratio) / 2 } },
      {
        ...exploding(timesteps[i + 1] as number, to, config),
        next: { x: half, x0: -half, history: 1 },
      },
    ];
  });
  return { initialScale: initialSigma(Math.max(...sigmas), config.spacing), steps };
}
