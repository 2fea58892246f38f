import type { Made } from "./compare-sets.ts";
import type { Descriptors } from "./descriptors.ts";
import type { SeenPair } from "./sets.ts";
import { dot } from "./vectors.ts";

/**
 * For each pair the training picture whose caption lies nearest to its own in the scorer's space of texts: what one
 * gets by looking captions up, without a model. Of pairs that are held out it tells how much their text says at all.
 */
export async function lookUp(
  pairs: readonly SeenPair[],
  trained: readonly SeenPair[],
  descriptors: Pick<Descriptors, "read">,
): Promise<readonly Made[]> {
  const texts = await descriptors.read([...pairs, ...trained].map(({ caption }) => caption));
  const known = texts.slice(pairs.length);
  return pairs.map((pair, i) => {
    const own = texts[i] as Float32Array;
    const scores = known.map((other) => dot(own, other));
    const nearest = scores.reduce((best, score, j) => (score > (scores[best] as number) ? j : best), 0);
    return { pair, seen: (trained[nearest] as SeenPair).seen };
  });
}
