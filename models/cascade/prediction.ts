import type { Prediction } from "./config.ts";
import type { Marginal } from "./schedule.ts";

/** A linear estimate of the image: x0 = x · (noisy image) + output · (network's output). */
export interface Estimate {
  readonly x: number;
  readonly output: number;
}

/**
 * How the network's output becomes x0 where x = a·x0 + σ·ε, a² + σ² = 1:
 * ε → (x − σε)/a; v → a·x − σ·v (Salimans & Ho 2022, appendix D).
 * @throws Error when ε is predicted where x is pure noise, or the prediction is a flow
 */
export function estimateOf(prediction: Prediction, { signal, noise }: Marginal): Estimate {
  switch (prediction) {
    case "epsilon":
      if (signal === 0)
        throw new Error(
          'Cannot predict "epsilon": the first timestep is pure noise (zero terminal SNR), which wants prediction "v" or "sample"',
        );
      return { x: 1 / signal, output: -noise / signal };
    case "sample":
      return { x: 0, output: 1 };
    case "v":
      return { x: signal, output: -noise };
    case "flow":
      throw new Error('Cannot predict "flow" on a schedule of betas: wanted epsilon, sample or v');
  }
}

/** The same where x = x0 + σ·ε (Karras et al. 2022): the network saw x/√(σ² + 1). */
export function explodingEstimate(prediction: Prediction, sigma: number): Estimate {
  const a = 1 / Math.sqrt(sigma * sigma + 1);
  const { x, output } = estimateOf(prediction, { signal: a, noise: sigma * a });
  return { x: x * a, output };
}

/** ε as a linear function of x and output, from the estimate of x0: ε = (x − a·x0)/σ. */
export function noiseOf({ x, output }: Estimate, { signal, noise }: Marginal): Estimate {
  return { x: (1 - signal * x) / noise, output: (-signal * output) / noise };
}
