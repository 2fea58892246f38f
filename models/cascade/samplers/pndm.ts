import type { SamplerConfig } from "../config.ts";
import { type Estimate, estimateOf, noiseOf } from "../prediction.ts";
import { alphasOf, type Marginal, marginalOf } from "../schedule.ts";
import { spaced } from "../spacing.ts";
import type { Plan, Step } from "./step.ts";

/** Adams and Bashforth's weights of this output and of those before it, by how many were kept. */
const weights: readonly (readonly number[])[] = [
  [1],
  [3 / 2, -1 / 2],
  [23 / 12, -16 / 12, 5 / 12],
  [55 / 24, -59 / 24, 37 / 24, -9 / 24],
];

/**
 * PNDM without its Runge-Kutta start (Liu et al. 2022, equations 9 and 12; Stable Diffusion's `skip_prk_steps`): a
 * linear multistep method on the network's outputs. The first step is done twice: its second call takes the mean of
 * the outputs at both ends, from where the first began. As in diffusers, thresholding is not read, and a v-network's
 * outputs are combined before they become ε.
 * @throws Error when calls are to be skipped
 */
export function pndm(config: SamplerConfig): Plan {
  const { steps: count, spacing = "leading", stepsOffset: offset = 0, finalAlphaOne = false } = config;
  if (config.skip) throw new Error(`Cannot build sampler "pndm": skip must be 0, got ${config.skip}`);
  const { bars, timesteps: total } = alphasOf(config);
  const stride = Math.floor(total / count);
  const at = (t: number) => marginalOf(bars[t] ?? (finalAlphaOne ? 1 : (bars[0] as number)));
  const move = (from: number, to: number) => transfer(epsilonOf(config, at(from)), at(from), at(to));
  const [first = 0, second, ...others] = spaced(spacing, { steps: count, timesteps: total, offset });
  const common = (timestep: number) => {
    const marginal = at(timestep);
    return { timestep, marginal, estimate: estimateOf(config.prediction, marginal) };
  };
  const begin = move(first, first - stride);
  const steps: Step[] = [{ ...common(first), next: { ...begin, x0: 0 }, keepsOutput: true }];
  if (second === undefined) return { initialScale: 1, steps };
  const again = move(second + stride, second);
  // Where the first call began is (x − begin.output · its output) / begin.x.
  const back = again.x / begin.x;
  const half = again.output / 2;
  steps.push({
    ...common(second),
    next: { x: back, x0: 0, output: half, outputs: [half - back * begin.output] },
  });
  for (const [i, timestep] of [second, ...others].entries()) {
    const { x, output } = move(timestep, timestep - stride);
    const [now = 1, ...before] = (weights[Math.min(i + 1, 3)] ?? []).map((weight) => weight * output);
    steps.push({ ...common(timestep), next: { x, x0: 0, output: now, outputs: before }, keepsOutput: true });
  }
  return { initialScale: 1, steps };
}

/** ε as a linear function of x and the (combined) output. */
function epsilonOf({ prediction }: SamplerConfig, at: Marginal): Estimate {
  return prediction === "epsilon" ? { x: 0, output: 1 } : noiseOf(estimateOf(prediction, at), at);
}

/** Equation 9: x' = √(ᾱ'/ᾱ)·x − (ᾱ' − ᾱ)·ε / (ᾱ√(1 − ᾱ') + √(ᾱ(1 − ᾱ)ᾱ')). */
function transfer(epsilon: Estimate, from: Marginal, to: Marginal): Estimate {
  const gap = to.signal ** 2 - from.signal ** 2;
  const scale = gap / (from.signal ** 2 * to.noise + from.signal * from.noise * to.signal);
  return { x: to.signal / from.signal - scale * epsilon.x, output: -scale * epsilon.output };
}
