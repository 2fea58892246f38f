import type { Measure } from "../../statistics/measures.ts";
import { jackknifeError, normalMeasure } from "./interval.ts";
import { type Features, products } from "./vectors.ts";

/**
 * Kernel Inception distance (Bińkowski et al. 2018, §4): the unbiased squared maximum mean discrepancy with
 * the kernel (x·y / d + 1)³, here in the feature space that is handed in. Unlike the Fréchet distance its
 * expectation does not hang on n; it may come out below zero. The interval adds the jackknife variances of
 * both samples.
 * @throws RangeError with fewer than three vectors on a side
 */
export function kernelDistance(real: Features, made: Features): Measure {
  if (real.length < 3 || made.length < 3)
    throw new RangeError(`wanted three vectors on each side, got ${real.length} and ${made.length}`);
  const inside = [within(real), within(made)] as const;
  const across = kernel(real, made);
  const toMade = across.map((row) => row.reduce((a, b) => a + b, 0));
  const toReal = made.map((_, j) => across.reduce((sum, row) => sum + (row[j] as number), 0));
  const all = toMade.reduce((a, b) => a + b, 0);
  const [m, n] = [real.length, made.length];

  const estimate = (a: number, b: number, ab: number, sizes: readonly [number, number]) =>
    a / (sizes[0] * (sizes[0] - 1)) + b / (sizes[1] * (sizes[1] - 1)) - (2 * ab) / (sizes[0] * sizes[1]);
  const withoutReal = real.map((_, i) =>
    estimate(inside[0].sum - 2 * (inside[0].rows[i] as number), inside[1].sum, all - (toMade[i] as number), [
      m - 1,
      n,
    ]),
  );
  const withoutMade = made.map((_, j) =>
    estimate(inside[0].sum, inside[1].sum - 2 * (inside[1].rows[j] as number), all - (toReal[j] as number), [
      m,
      n - 1,
    ]),
  );
  return normalMeasure(
    estimate(inside[0].sum, inside[1].sum, all, [m, n]),
    Math.hypot(jackknifeError(withoutReal), jackknifeError(withoutMade)),
  );
}

function kernel(a: Features, b: Features): readonly Float64Array[] {
  const width = a[0]?.length ?? 1;
  return products(a, b).map((row) => row.map((value) => (value / width + 1) ** 3));
}

/** Row sums of the kernel within one sample, its diagonal left out, and their total. */
function within(features: Features): { readonly rows: readonly number[]; readonly sum: number } {
  const rows = kernel(features, features).map(
    (row, i) => row.reduce((a, b) => a + b, 0) - (row[i] as number),
  );
  return { rows, sum: rows.reduce((a, b) => a + b, 0) };
}
