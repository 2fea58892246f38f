import type { Sample } from "../../src/review/sample.ts";

/** A pair of a population that is known to its last pair. */
export interface Pair {
  readonly score: number;
  readonly drop: boolean;
}

/** Uniform numbers in [0, 1): the minimal standard generator (Park & Miller 1988). */
export function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/** Pairs of which a share crowds below 0.1 and the rest lies evenly above; `rate` is the chance of a drop at a score. */
export function population(
  size: number,
  crowd: number,
  rate: (score: number) => number,
  random: () => number,
): readonly Pair[] {
  return Array.from({ length: size }, () => {
    const score = random() < crowd ? 0.1 * random() : crowd > 0 ? 0.1 + 0.9 * random() : random();
    return { score, drop: random() < rate(score) };
  });
}

/** A stratified sample without replacement: as many pairs from each of ten bins. */
export function drawn(pairs: readonly Pair[], perBin: number, random: () => number): Sample {
  const bins = Array.from({ length: 10 }, (_, id) => ({
    id,
    pairs: pairs.filter(({ score }) => Math.min(9, Math.floor(score * 10)) === id),
  })).filter((bin) => bin.pairs.length > 0);
  const labels = bins.flatMap(({ id, pairs: own }) =>
    own
      .map((pair) => ({ pair, order: random() }))
      .sort((a, b) => a.order - b.order)
      .slice(0, perBin)
      .map(({ pair }) => ({ ...pair, stratum: id })),
  );
  const ends = (own: readonly Pair[]) => own.map(({ score }) => score).sort((a, b) => a - b);
  return {
    strata: bins.map(({ id, pairs: own }) => ({
      id,
      pairs: own.length,
      lowest: ends(own)[0] ?? null,
      highest: ends(own).at(-1) ?? null,
    })),
    labels,
    scores: labels.map(({ score }) => score),
    unsure: 0,
    open: 0,
  };
}
