import type { SamplerConfig } from "../config.ts";
import { estimateOf } from "../prediction.ts";
import { type Point, pointOf, solverLevels } from "../sigmas.ts";
import type { Plan, Step } from "./step.ts";

/**
 * UniPC of order 2 with B(h) = e^h − 1 on x0 (Zhao et al. 2023, algorithms 1–2, "bh2"): each call first corrects the
 * x that led to it by the new estimate m, then predicts the next. The history carries what of a correction is known
 * one call before: corrected x = history + gain · m.
 */
export function uniPc(config: SamplerConfig): Plan {
  const { timesteps, sigmas } = solverLevels(config);
  const points = sigmas.map(pointOf);
  const first = config.skip ?? 0;
  const orders = timesteps.map((_, i) => orderAt(i - first, timesteps.length - i, config));
  const steps = timesteps.map((timestep, i): Step => {
    const [before, at, to] = [points[i - 1], points[i] as Point, points[i + 1] as Point];
    const predict = predictor(before, at, to, orders[i] ?? 1);
    const correctNext = corrector(before, at, to, orders[i] ?? 1);
    const gain = before && i > first ? corrector(points[i - 2], before, at, orders[i - 1] ?? 1).gain : null;
    return {
      timestep,
      marginal: at,
      estimate: estimateOf(config.prediction, at),
      next: fromCorrected(predict, gain),
      ...(i < timesteps.length - 1 && { keep: fromCorrected(correctNext, gain) }),
    };
  });
  return { initialScale: 1, steps };
}

/** The order grows from 1, and falls to 1 at the end. */
function orderAt(
  done: number,
  left: number,
  { lowerOrderFinal = true, finalSigma = "zero" }: SamplerConfig,
): number {
  const falls = lowerOrderFinal || finalSigma === "zero";
  return Math.max(1, Math.min(2, done + 1, falls ? left : 2));
}

/** Weights of (corrected) x, the new m and the m before. */
interface Weights {
  readonly x: number;
  readonly x0: number;
  readonly previous: number;
}

function predictor(before: Point | undefined, at: Point, to: Point, order: number): Weights {
  const { phi, x, m, ratio } = exact(before, at, to);
  const half = order === 2 ? (to.signal * phi * 0.5) / ratio : 0;
  return { x, x0: m + half, previous: -half };
}

/** Weights of what is known before the estimate at `to`; `gain` is the weight of that estimate. */
function corrector(
  before: Point | undefined,
  at: Point,
  to: Point,
  order: number,
): Weights & { gain: number } {
  const { phi, h, x, m, ratio } = exact(before, at, to);
  const scale = -to.signal * phi;
  if (order === 1) return { x, x0: m - scale / 2, previous: 0, gain: scale / 2 };
  const b1 = (phi / -h - 1) / phi;
  const b2 = (2 * ((phi / -h - 1) / -h - 0.5)) / phi;
  const far = (b2 - b1) / (ratio - 1);
  const near = b1 - far;
  const previous = (scale * far) / ratio;
  return { x, x0: m - previous - scale * near, previous, gain: scale * near };
}

/** The step that is exact for a constant m, and where the point before lies in units of it. */
function exact(before: Point | undefined, at: Point, to: Point) {
  const h = to.lambda - at.lambda;
  const phi = Math.expm1(-h);
  const ratio = before ? (before.lambda - at.lambda) / h : Number.NaN;
  return { h, phi, ratio, x: to.noise / at.noise, m: -to.signal * phi };
}

/** Weights of the corrected x as weights of the history and m, or of x itself where nothing was corrected. */
function fromCorrected({ x, x0, previous }: Weights, gain: number | null): Step["next"] {
  if (gain === null) return { x, x0, previous };
  return { x: 0, x0: x0 + x * gain, previous, history: x };
}
