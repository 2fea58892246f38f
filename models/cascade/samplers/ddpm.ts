import type { SamplerConfig, Variance } from "../config.ts";
import { estimateOf } from "../prediction.ts";
import { alphasOf, marginalOf } from "../schedule.ts";
import { timestepsOf } from "../spacing.ts";
import type { Plan, Step } from "./step.ts";

const f = Math.fround;

/**
 * DDPM: ancestral sampling from q(x_p | x_t, x0), p the next timestep (Ho et al. 2020, equations 6–7), with the
 * learned range of Nichol & Dhariwal 2021, equation 15. Each number is rounded to single precision where diffusers
 * rounds it: 1 − ᾱ_t/ᾱ_p near the end of a cosine schedule keeps three digits, which show in the image.
 */
export function ddpm(config: SamplerConfig): Plan {
  const { bars, timesteps: total } = alphasOf(config);
  const timesteps = timestepsOf(config, total);
  const steps = timesteps.map((t, i): Step => {
    const bar = bars[t] as number;
    const barNext = bars[timesteps[i + 1] ?? -1] ?? 1;
    const alpha = f(bar / barNext);
    const beta = f(1 - alpha);
    const small = Math.max(f(f(f(1 - barNext) / f(1 - bar)) * beta), 1e-20);
    return {
      timestep: t,
      marginal: marginalOf(bar),
      estimate: estimateOf(config.prediction, marginalOf(bar)),
      next: posterior({ bar, barNext, alpha, beta }),
      ...(t > 0 && fresh(config.variance ?? "fixed-small", small, beta)),
    };
  });
  return { initialScale: 1, steps };
}

/** Mean of q(x_p | x_t, x0) as weights of x_t and x0. */
export function posterior(at: { bar: number; barNext: number; alpha: number; beta: number }): Step["next"] {
  const { bar, barNext, alpha, beta } = at;
  const buried = f(1 - bar);
  return {
    x: f(f(f(Math.sqrt(alpha)) * f(1 - barNext)) / buried),
    x0: f(f(f(Math.sqrt(barNext)) * beta) / buried),
  };
}

/** How much fresh noise a step adds: `small` and `large` bound its variance. */
export function fresh(variance: Variance, small: number, large: number): Pick<Step, "noise" | "logVariance"> {
  switch (variance) {
    case "fixed-small":
      return { noise: f(Math.sqrt(small)) };
    case "fixed-small-log":
      return { noise: f(Math.exp(0.5 * f(Math.log(small)))) };
    case "fixed-large":
      return { noise: f(Math.sqrt(large)) };
    case "learned-range":
      return { logVariance: { min: f(Math.log(small)), max: f(Math.log(large)) } };
  }
}
