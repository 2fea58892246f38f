import type { Measure } from "../../statistics/measures.ts";
import { meanMeasure } from "./interval.ts";
import { pairwiseMeasure } from "./pairwise.ts";
import { distances, type Features, mean } from "./vectors.ts";

/**
 * Mean distance between pictures of one prompt, averaged over prompts, with an interval over prompts: 0 where
 * every seed gives the same picture. Prompts with one picture do not count.
 * @param owners which prompt each picture belongs to
 */
export function diversityWithin(pictures: Features, owners: readonly number[]): Measure {
  const groups = new Map<number, Float32Array[]>();
  for (const [i, picture] of pictures.entries()) {
    const owner = owners[i] as number;
    groups.set(owner, [...(groups.get(owner) ?? []), picture]);
  }
  return meanMeasure([...groups.values()].filter((group) => group.length > 1).map(spread));
}

/** Mean distance between pictures of different concepts, with an interval over concepts. */
export function diversityAcross(pictures: Features, concepts: readonly unknown[]): Measure {
  return pairwiseMeasure(concepts, [{ rivals: concepts, rows: distances(pictures, pictures) }]);
}

function spread(group: Features): number {
  const pairs = distances(group, group).flatMap((row, i) => [...row.subarray(i + 1)]);
  return mean(pairs);
}
