import type { SamplerConfig } from "../config.ts";
import { edmOf } from "../schedule.ts";
import { karrasSigmas } from "../sigmas.ts";
import type { Plan, Step } from "./step.ts";

const f = Math.fround;

/**
 * Euler's method with EDM's preconditioning (Karras et al. 2022, table 1): x0 = c_skip·x + c_out·F(c_in·x, c_noise),
 * c_skip = σd²/(σ² + σd²), c_out = ±σσd/√(σ² + σd²) (minus for v), c_in = 1/√(σ² + σd²), c_noise = ln(σ)/4.
 * @throws Error when the prediction is neither epsilon (EDM's F) nor v
 */
export function edmEuler(config: SamplerConfig): Plan {
  const { sigmaMin, sigmaMax, sigmaData, rho } = edmOf(config);
  const sign = signOf(config);
  const levels = karrasSigmas(sigmaMax, sigmaMin, config.steps, rho).map(f);
  const sigmas = [...levels, config.finalSigma === "sigma-min" ? (levels.at(-1) as number) : 0];
  const steps = levels.map((sigma, i): Step => {
    const power = sigma * sigma + sigmaData * sigmaData;
    const ratio = (sigmas[i + 1] as number) / sigma;
    return {
      timestep: f(Math.log(sigma) / 4),
      inputScale: 1 / Math.sqrt(power),
      marginal: { signal: 1, noise: sigma },
      estimate: {
        x: (sigmaData * sigmaData) / power,
        output: (sign * sigma * sigmaData) / Math.sqrt(power),
      },
      next: { x: ratio, x0: 1 - ratio },
    };
  });
  return { initialScale: Math.sqrt(sigmaMax * sigmaMax + 1), steps };
}

function signOf({ prediction }: SamplerConfig): number {
  if (prediction === "epsilon") return 1;
  if (prediction === "v") return -1;
  throw new Error(`Cannot build sampler "edm-euler": wanted prediction epsilon or v, got "${prediction}"`);
}
