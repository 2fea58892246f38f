import type { SamplerConfig } from "../config.ts";
import { estimateOf } from "../prediction.ts";
import { alphasOf, marginalOf } from "../schedule.ts";
import type { Plan, Step } from "./step.ts";

/** Standard deviation of the data and scale of time in the boundary condition (Luo et al. 2023, §4.1 and its code). */
const sigmaData = 0.5;
const timeScale = 10;

/**
 * Latent consistency models (Luo et al. 2023, algorithm 3): jump to the image, add noise of the next timestep, jump
 * again. The jump is c_skip·x + c_out·x0 with c_skip = σd²/(k² + σd²), c_out = k/√(k² + σd²), k = 10t.
 */
export function lcm(config: SamplerConfig): Plan {
  const { bars, timesteps: total } = alphasOf(config);
  const timesteps = lcmTimesteps(config, total);
  const steps = timesteps.map((t, i): Step => {
    const marginal = marginalOf(bars[t] as number);
    const k = t * timeScale;
    const power = k * k + sigmaData * sigmaData;
    const jump = { x: (sigmaData * sigmaData) / power, x0: k / Math.sqrt(power) };
    const after = timesteps[i + 1];
    const common = { timestep: t, marginal, estimate: estimateOf(config.prediction, marginal) };
    if (after === undefined) return { ...common, next: jump };
    const { signal, noise } = marginalOf(bars[after] as number);
    return { ...common, next: { x: signal * jump.x, x0: signal * jump.x0 }, noise };
  });
  return { initialScale: 1, steps };
}

/** Evenly chosen among the timesteps of the distillation, from T − 1 down. */
function lcmTimesteps({ steps, originalSteps = 50 }: SamplerConfig, total: number): readonly number[] {
  if (!(Number.isInteger(steps) && steps >= 1 && steps <= originalSteps && originalSteps <= total))
    throw new Error(
      `Cannot build sampler "lcm": wanted 1 ≤ steps ≤ originalSteps ≤ ${total}, got ${steps} and ${originalSteps}`,
    );
  const stride = Math.floor(total / originalSteps);
  return Array.from({ length: steps }, (_, i) => {
    const place = Math.floor(i * (originalSteps / steps));
    return (originalSteps - place) * stride - 1;
  });
}
