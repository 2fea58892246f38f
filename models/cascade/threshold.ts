import type { Thresholding } from "./config.ts";
import { quantile, rankOf } from "./quantile.ts";

/** Brings an estimate x0 into range, in place, each image by itself. */
export type Threshold = (x0: Float32Array) => void;

/**
 * Builds a threshold for images of `values` numbers each.
 * @throws Error when a percentile, cap or range is out of range
 */
export function thresholder(config: Thresholding, values: number): Threshold {
  switch (config.kind) {
    case "none":
      return () => {};
    case "static": {
      const range = positive(config.range ?? 1, "range");
      return (x0) => clip(x0, 0, x0.length, range, 1);
    }
    case "dynamic": {
      const { percentile, cap = 1 } = config;
      if (!(percentile >= 0 && percentile <= 1))
        throw new Error(`Cannot threshold "dynamic": percentile must be in [0, 1], got ${percentile}`);
      return dynamic(percentile, positive(cap, "cap"), values);
    }
  }
}

function positive(value: number, name: string): number {
  if (!(value > 0)) throw new Error(`Cannot threshold: ${name} must be above 0, got ${value}`);
  return value;
}

/**
 * Imagen §2.3 as diffusers runs it: s = clamp(percentile of |x0|, 1, cap), clip to ±s, divide by s.
 * A cap below 1 wins over the lower bound, as in `torch.clamp(min=1, max=cap)`; images with NaN are left alone.
 */
function dynamic(percentile: number, cap: number, values: number): Threshold {
  const magnitudes = new Float32Array(values);
  return (x0) => {
    for (let from = 0; from < x0.length; from += values) {
      const s = cap <= 1 ? cap : Math.min(scale(x0, from, percentile, magnitudes), cap);
      clip(x0, from, from + values, s, s);
    }
  };
}

/** The percentile of one image's |x0|, at least 1. */
function scale(x0: Float32Array, from: number, percentile: number, magnitudes: Float32Array): number {
  let above = 0;
  for (let i = 0; i < magnitudes.length; i++) {
    const magnitude = Math.abs(x0[from + i] as number);
    if (Number.isNaN(magnitude)) return 1;
    if (magnitude > 1) above++;
    magnitudes[i] = magnitude;
  }
  // Most steps end here: too few values lie above 1 to move the percentile there.
  const { low } = rankOf(percentile, magnitudes.length);
  if (low + 1 < magnitudes.length - above) return 1;
  return Math.max(1, quantile(magnitudes, percentile));
}

function clip(x0: Float32Array, from: number, to: number, bound: number, divisor: number): void {
  for (let i = from; i < to; i++) {
    x0[i] = Math.max(-bound, Math.min(bound, x0[i] as number)) / divisor;
  }
}
