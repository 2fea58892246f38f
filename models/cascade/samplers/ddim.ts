import type { SamplerConfig } from "../config.ts";
import { type Estimate, estimateOf, noiseOf } from "../prediction.ts";
import { alphasOf, marginalOf } from "../schedule.ts";
import { timestepsOf } from "../spacing.ts";
import type { Plan, Step } from "./step.ts";

/**
 * DDIM (Song et al. 2021, equation 12): x_p = √ᾱ_p·x0 + √(1 − ᾱ_p − s²)·ε + s·z with s = η√var. ε stays what the
 * network said when x0 is thresholded, unless `clippedOutput`. As in diffusers, p = t − ⌊T/steps⌋ whatever the
 * spacing; given timesteps are followed as they are.
 */
export function ddim(config: SamplerConfig): Plan {
  const { eta = 0, clippedOutput = false, finalAlphaOne = true } = config;
  if (!(eta >= 0 && eta <= 1))
    throw new Error(`Cannot build sampler "ddim": eta must be in [0, 1], got ${eta}`);
  const { bars, timesteps: total } = alphasOf(config);
  const timesteps = timestepsOf(config, total);
  const final = finalAlphaOne ? 1 : (bars[0] as number);
  const stride = Math.floor(total / config.steps);
  const steps = timesteps.map((t, i): Step => {
    const after = config.timesteps ? (timesteps[i + 1] ?? -1) : t - stride;
    const bar = bars[t] as number;
    const barNext = after >= 0 ? (bars[after] as number) : final;
    const marginal = marginalOf(bar);
    const estimate = estimateOf(config.prediction, marginal);
    const variance = ((1 - barNext) / (1 - bar)) * (1 - bar / barNext);
    const s = eta * Math.sqrt(Math.max(variance, 0));
    const direction = Math.sqrt(Math.max(1 - barNext - s * s, 0));
    const epsilon = clippedOutput ? undefined : noiseOf(estimate, marginal);
    return {
      timestep: t,
      marginal,
      estimate,
      next: towards(epsilon, direction, Math.sqrt(barNext), marginal),
      ...(eta > 0 && { noise: s }),
    };
  });
  return { initialScale: 1, steps };
}

/** √ᾱ_p·x0 + direction·ε, with ε from the output or, without it, from x and the thresholded x0. */
function towards(
  epsilon: Estimate | undefined,
  direction: number,
  signal: number,
  at: Step["marginal"],
): Step["next"] {
  if (epsilon) return { x: direction * epsilon.x, x0: signal, output: direction * epsilon.output };
  return { x: direction / at.noise, x0: signal - (direction * at.signal) / at.noise };
}
