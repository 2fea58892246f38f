import type { SamplerConfig } from "../config.ts";
import { estimateOf } from "../prediction.ts";
import { alphasOf, marginalOf } from "../schedule.ts";
import { linspace, roundHalfEven, timestepsOf } from "../spacing.ts";
import { fresh, posterior } from "./ddpm.ts";
import type { Plan, Step } from "./step.ts";

const f = Math.fround;

/**
 * unCLIP's ancestral sampler (Ramesh et al. 2022): DDPM on evenly spaced timesteps from T − 1 to 0, with β itself
 * where neighbours follow each other.
 */
export function unclip(config: SamplerConfig): Plan {
  const { betas, bars, timesteps: total } = alphasOf(config);
  const even = linspace(0, total - 1, config.steps)
    .map(roundHalfEven)
    .reverse();
  const timesteps = timestepsOf({ ...config, timesteps: config.timesteps ?? even }, total);
  const steps = timesteps.map((t, i): Step => {
    const after = timesteps[i + 1] ?? t - 1;
    const bar = bars[t] as number;
    const barNext = bars[after] ?? 1;
    const neighbours = after === t - 1;
    const beta = neighbours ? (betas[t] as number) : f(1 - f(bar / barNext));
    const small = f(f(f(1 - barNext) / f(1 - bar)) * beta);
    return {
      timestep: t,
      marginal: marginalOf(bar),
      estimate: estimateOf(config.prediction, marginalOf(bar)),
      next: posterior({ bar, barNext, alpha: f(1 - beta), beta }),
      ...(t > 0 && fresh(config.variance ?? "fixed-small-log", Math.max(small, 1e-20), beta)),
    };
  });
  return { initialScale: 1, steps };
}
