import { Matrix, SingularValueDecomposition } from "ml-matrix";
import type { Measure } from "../../statistics/measures.ts";
import { jackknifeError, normalMeasure } from "./interval.ts";
import type { Features } from "./vectors.ts";

/** Groups that the jackknife leaves out in turn. */
const GROUPS = 10;

/**
 * Fréchet distance of two Gaussians fitted to the features (Heusel et al. 2017, eq. 6), with a jackknife
 * interval over ten groups of each sample. Biased upwards by small n: compare only values of equal n, and
 * beside that of two real samples.
 *
 * With centred data A and B, scaled so that AᵀA and BᵀB are the covariances, the trace of their product's
 * square root is the nuclear norm of A·Bᵀ: n × n numbers instead of width × width.
 * @throws RangeError with fewer than twenty vectors on a side
 */
export function frechetDistance(real: Features, made: Features): Measure {
  if (real.length < 2 * GROUPS || made.length < 2 * GROUPS)
    throw new RangeError(`wanted ${2 * GROUPS} vectors on each side, got ${real.length} and ${made.length}`);
  const without = Array.from({ length: GROUPS }, (_, group) => {
    const rest = (features: Features) => features.filter((_, i) => i % GROUPS !== group);
    return distance(rest(real), rest(made));
  });
  return normalMeasure(distance(real, made), jackknifeError(without));
}

function distance(real: Features, made: Features): number {
  const [a, b] = [gaussianOf(real), gaussianOf(made)];
  const shift = a.mean.reduce((sum, value, i) => sum + (value - (b.mean[i] as number)) ** 2, 0);
  const crossed = a.scaled.mmul(b.scaled.transpose());
  const { diagonal } = new SingularValueDecomposition(crossed, {
    computeLeftSingularVectors: false,
    computeRightSingularVectors: false,
    autoTranspose: true,
  });
  const shared = diagonal.reduce((sum, value) => sum + value, 0);
  return Math.max(0, shift + a.trace + b.trace - 2 * shared);
}

function gaussianOf(features: Features) {
  const matrix = new Matrix(features.map((row) => [...row]));
  const mean = matrix.mean("column");
  const scaled = matrix.subRowVector(mean).div(Math.sqrt(features.length - 1));
  return { mean, scaled, trace: scaled.norm("frobenius") ** 2 };
}
