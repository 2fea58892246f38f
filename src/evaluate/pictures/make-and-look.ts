import type { Pixels } from "../../../models/index.ts";
import type { Made } from "./compare-sets.ts";
import type { Descriptors } from "./descriptors.ts";
import type { MadeLog } from "./made-log.ts";
import type { SeenPair } from "./sets.ts";

/** Makes pictures: `n` of each prompt, in order of prompt; null where the filters refused one. */
export type MakePictures = (
  prompts: readonly string[],
  n: number,
) => AsyncIterable<{ readonly prompt: number; readonly index: number; readonly pixels: Pixels | null }>;

/** How to make a picture and what to measure of it. */
interface Means {
  readonly make: MakePictures;
  readonly descriptors: Descriptors;
  readonly log: MadeLog;
}

/** Prompts that are made at a time: what is lost when an evaluation is broken off. */
const AT_ONCE = 16;

/**
 * Makes `n` pictures of each pair's caption, those apart that were measured before, and measures them.
 * @returns pictures that passed the filters, in the order of pairs
 */
export async function makeAndLook(
  pairs: readonly SeenPair[],
  n: number,
  { make, descriptors, log }: Means,
  onMade: (passed: boolean, pair: SeenPair) => void,
): Promise<readonly Made[]> {
  const made: Made[] = [];
  const places = Array.from({ length: n }, (_, index) => index);
  for (let from = 0; from < pairs.length; from += AT_ONCE) {
    const some = pairs.slice(from, from + AT_ONCE);
    const missing = some.filter(({ caption }) =>
      places.some((index) => log.get(caption, index) === undefined),
    );
    const prompts = [...new Set(missing.map(({ caption }) => caption))];
    for await (const { prompt, index, pixels } of make(prompts, n)) {
      const [seen = null] = pixels === null ? [] : await descriptors.look([pixels]);
      await log.put(prompts[prompt] as string, index, seen);
    }
    for (const pair of some)
      for (const index of places) {
        const seen = log.get(pair.caption, index) ?? null;
        onMade(seen !== null, pair);
        if (seen !== null) made.push({ pair, seen });
      }
  }
  return made;
}
