import type { Measure } from "../../statistics/measures.ts";
import { jackknifeError, normalMeasure } from "./interval.ts";
import { mean } from "./vectors.ts";

/** Every picture compared with every rival, in [0, 1] or as a distance. */
export interface Comparison {
  /** What each rival shows; a picture's own does not count. */
  readonly rivals: readonly unknown[];
  /** One value per rival; null where the picture is not compared here. */
  readonly rows: readonly (ArrayLike<number> | null)[];
}

/**
 * The mean over concepts of the mean over a concept's pictures, each the mean over comparisons of its mean over the
 * rivals of other concepts. A concept is compared and is a rival too: so the interval is that of a jackknife that leaves
 * each out as both (Efron & Tibshirani 1993, eq. 11.5; for a mean of pairs it tends to the variance of a U-statistic of
 * order two, Arvesen 1969).
 * @param concepts what each picture shows
 */
export function pairwiseMeasure(concepts: readonly unknown[], comparisons: readonly Comparison[]): Measure {
  const meansOf = comparisons.map((one) => rowMeans(concepts, one));
  const without = (left: unknown): number => {
    const shares = new Map<unknown, number[]>();
    for (const [i, concept] of concepts.entries()) {
      if (concept === left) continue;
      const own = meansOf.map((row) => row(i, left)).filter((value) => !Number.isNaN(value));
      if (own.length > 0) shares.set(concept, [...(shares.get(concept) ?? []), mean(own)]);
    }
    return mean([...shares.values()].map(mean));
  };
  const value = without(NOBODY);
  if (Number.isNaN(value)) return { value: null, low: null, high: null };
  const all = new Set([...concepts, ...comparisons.flatMap(({ rivals }) => rivals)]);
  const partial = [...all].map(without).filter((one) => !Number.isNaN(one));
  return partial.length < 2
    ? { value, low: null, high: null }
    : normalMeasure(value, jackknifeError(partial));
}

/** In the place of a concept, where none is left out. */
const NOBODY = Symbol("nobody");

/** A picture's mean over rivals of other concepts than its own and than one that is left out; NaN of none. */
function rowMeans(concepts: readonly unknown[], { rivals, rows }: Comparison) {
  const places = new Map<unknown, number[]>();
  for (const [j, rival] of rivals.entries()) places.set(rival, [...(places.get(rival) ?? []), j]);
  const sumOver = (row: ArrayLike<number>, concept: unknown) =>
    (places.get(concept) ?? []).reduce((sum, j) => sum + (row[j] as number), 0);
  const sums = rows.map((row, i) =>
    row === null
      ? 0
      : rivals.reduce<number>((sum, _, j) => sum + (row[j] as number), -sumOver(row, concepts[i])),
  );
  return (i: number, left: unknown): number => {
    const row = rows[i] ?? null;
    if (row === null) return Number.NaN;
    const own = places.get(concepts[i])?.length ?? 0;
    const gone = places.get(left)?.length ?? 0;
    return ((sums[i] as number) - sumOver(row, left)) / (rivals.length - own - gone);
  };
}

/** How often each rival lies farther off than the own, ties counting half: a row of a comparison. */
export function farther(own: number, rivals: ArrayLike<number>): Float64Array {
  return Float64Array.from(rivals, (rival) => (rival > own ? 1 : rival === own ? 0.5 : 0));
}
