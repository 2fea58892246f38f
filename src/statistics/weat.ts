/** Two sets of targets, and two of attributes, as vectors of length 1. */
export interface AssociationSets {
  readonly targets: readonly [readonly Float32Array[], readonly Float32Array[]];
  readonly attributes: readonly [readonly Float32Array[], readonly Float32Array[]];
}

/** How much nearer the first targets stand to the first attributes than the second targets do. */
export interface Weat {
  /** Effect size d, in [−2, 2]: a difference of means in standard deviations. */
  readonly d: number;
  /** Two-sided p of the permutation test. */
  readonly p: number;
  /** Ways to part the targets that were tried: all. */
  readonly permutations: number;
}

/** Targets of a side up to which all partitions are tried: 9 are 48,620. */
const LARGEST = 9;

/**
 * Word Embedding Association Test (Caliskan, Bryson & Narayanan 2017, eq. 1 to 3): effect size, and the exact
 * permutation test over all equal parts of the targets, two-sided.
 * @throws RangeError where the two sets of targets differ in size, or hold fewer than 2 or more than 9
 */
export function weat({ targets, attributes }: AssociationSets): Weat {
  const [x, y] = targets;
  const n = x.length;
  if (n !== y.length || n < 2 || n > LARGEST || attributes.some(({ length }) => length === 0))
    throw new RangeError(
      `Cannot test an association: wanted 2 to ${LARGEST} targets on either side, equally many`,
    );
  const scores = [...x, ...y].map((w) => meanCosine(w, attributes[0]) - meanCosine(w, attributes[1]));
  const total = sum(scores);
  const first = sum(scores.slice(0, n));
  const deviation = Math.sqrt(sum(scores.map((s) => (s - total / (2 * n)) ** 2)) / (2 * n - 1));
  const sums = partitions(scores, n);
  const least = Math.abs(first - total / 2) - 1e-9;
  return {
    d: deviation === 0 ? 0 : (2 * first - total) / n / deviation,
    p: sums.filter((part) => Math.abs(part - total / 2) >= least).length / sums.length,
    permutations: sums.length,
  };
}

function meanCosine(vector: Float32Array, others: readonly Float32Array[]): number {
  const dot = (other: Float32Array) => vector.reduce((so, value, i) => so + value * (other[i] ?? 0), 0);
  return sum(others.map(dot)) / others.length;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Sums of every n of the scores. */
function partitions(scores: readonly number[], n: number): readonly number[] {
  const sums: number[] = [];
  const take = (from: number, left: number, so: number): void => {
    if (left === 0) sums.push(so);
    else for (let i = from; i <= scores.length - left; i++) take(i + 1, left - 1, so + (scores[i] ?? 0));
  };
  take(0, n, 0);
  return sums;
}
