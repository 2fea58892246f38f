import type { Measure } from "../../statistics/measures.ts";
import { type Rate, wilson } from "../../statistics/wilson.ts";
import { meanMeasure } from "./interval.ts";
import { distances, type Features } from "./vectors.ts";

/** How two samples cover each other; intervals hold the other side's neighbourhoods fixed. */
export interface Manifold {
  /** Share of made pictures inside a real one's neighbourhood (Kynkäänniemi et al. 2019). */
  readonly precision: Rate;
  /** Share of real pictures inside a made one's neighbourhood (the same). */
  readonly recall: Rate;
  /** Real neighbourhoods around a made picture, over k; 1 is expected of real data (Naeem et al. 2020). */
  readonly density: Measure;
  /** Share of real pictures with a made one in their neighbourhood (the same). */
  readonly coverage: Rate;
  /** Per real picture: whether it is covered. */
  readonly covered: readonly boolean[];
}

/** Neighbours that make a neighbourhood: 3 for precision and recall, 5 for density and coverage, as in the papers. */
const NEAR = { recall: 3, coverage: 5 } as const;

/**
 * Precision, recall, density and coverage.
 * @throws RangeError with six vectors or fewer on a side
 */
export function compareManifolds(real: Features, made: Features): Manifold {
  if (real.length <= NEAR.coverage + 1 || made.length <= NEAR.coverage + 1)
    throw new RangeError(`wanted seven vectors on each side, got ${real.length} and ${made.length}`);
  const across = distances(real, made);
  const [realOwn, madeOwn] = [distances(real, real), distances(made, made)];
  const realNear = radii(realOwn, NEAR.recall);
  const madeNear = radii(madeOwn, NEAR.recall);
  const realWide = radii(realOwn, NEAR.coverage);

  const column = (j: number) => across.map((row) => row[j] as number);
  const precise = made.filter((_, j) => column(j).some((d, i) => d <= (realNear[i] as number)));
  const recalled = across.filter((row) => row.some((d, j) => d <= (madeNear[j] as number)));
  const density = made.map(
    (_, j) => column(j).filter((d, i) => d <= (realWide[i] as number)).length / NEAR.coverage,
  );
  const covered = across.map((row, i) => row.some((d) => d <= (realWide[i] as number)));
  return {
    precision: wilson(precise.length, made.length),
    recall: wilson(recalled.length, real.length),
    density: meanMeasure(density),
    coverage: wilson(covered.filter(Boolean).length, real.length),
    covered,
  };
}

/** Distance of each vector to its k-th nearest other. */
function radii(own: readonly Float64Array[], k: number): readonly number[] {
  // The nearest of all is the vector itself.
  return own.map((row) => Float64Array.from(row).sort()[k] as number);
}
