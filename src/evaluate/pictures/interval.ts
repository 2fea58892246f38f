import type { Measure } from "../../statistics/measures.ts";
import { mean } from "./vectors.ts";

/** Standard normal quantile at 0.975. */
const Z = 1.959963984540054;

/** An estimate with a normal 95 % interval from its standard error. */
export function normalMeasure(value: number, error: number): Measure {
  return { value, low: value - Z * error, high: value + Z * error };
}

/** A mean with its normal 95 % interval; `null` without at least two values. */
export function meanMeasure(values: readonly number[]): Measure {
  if (values.length < 2) return { value: values[0] ?? null, low: null, high: null };
  const centre = mean(values);
  const variance = values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1);
  return normalMeasure(centre, Math.sqrt(variance / values.length));
}

/**
 * Standard error by the delete-a-group jackknife: the statistic once without each group
 * (Efron & Tibshirani 1993, eq. 11.5, with groups for items).
 */
export function jackknifeError(without: readonly number[]): number {
  const centre = mean(without);
  const spread = without.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  return Math.sqrt(((without.length - 1) / without.length) * spread);
}
