import type { Measure } from "../../statistics/measures.ts";
import { meanMeasure } from "./interval.ts";
import { mean } from "./vectors.ts";

/** Mean over concepts of the mean over their pictures: pictures of one concept are no independent evidence. */
export function meanOverOwners(values: readonly number[], owners: readonly unknown[]): Measure {
  const groups = new Map<unknown, number[]>();
  for (const [i, value] of values.entries()) {
    const owner = owners[i];
    groups.set(owner, [...(groups.get(owner) ?? []), value]);
  }
  return meanMeasure([...groups.values()].map(mean));
}
