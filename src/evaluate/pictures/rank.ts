import type { Measure } from "../measures.ts";
import { meanMeasure } from "./interval.ts";
import { mean } from "./vectors.ts";

/**
 * How often something is nearer to its own than to another, ties counting half: the share of rivals that lie farther
 * off; null without rivals. 0.5 is chance, 1 is always.
 */
export function nearerShare(own: number, rivals: readonly number[]): number | null {
  if (rivals.length === 0) return null;
  return mean(rivals.map((rival) => (rival > own ? 1 : rival === own ? 0.5 : 0)));
}

/** Mean over captions of the mean over their pictures: pictures of one caption are no independent evidence. */
export function meanOverOwners(values: readonly (number | null)[], owners: readonly unknown[]): Measure {
  const groups = new Map<unknown, number[]>();
  for (const [i, value] of values.entries()) {
    if (value === null) continue;
    const owner = owners[i];
    groups.set(owner, [...(groups.get(owner) ?? []), value]);
  }
  return meanMeasure([...groups.values()].map(mean));
}
