import { discriminant } from "./discriminant.ts";

/** A vector, what is stated of it, and what it shares with its variants. */
export interface Example<Label extends string> {
  readonly vector: Float32Array;
  /** Null where nothing is stated: it is read, and teaches nothing. */
  readonly label: Label | null;
  readonly group: string;
}

/** Parts that groups are dealt into. */
const FOLDS = 5;

/**
 * Reads every vector by a discriminant that is fitted to the labels of other groups: grouped k-fold cross-validation
 * (Hastie, Tibshirani & Friedman 2009, ch. 7.10), k = 5, so that readings of labelled vectors tell how good those of
 * the others are.
 * @returns a label per example, in order; null where other groups have fewer than two labels
 */
export function readAcross<Label extends string>(
  examples: readonly Example<Label>[],
): readonly (Label | null)[] {
  const folds = foldsOf(examples);
  const read = new Map<Example<Label>, Label>();
  for (let fold = 0; fold < FOLDS; fold++) {
    const [own, others] = [true, false].map((inside) =>
      examples.filter(({ group }) => (folds.get(group) === fold) === inside),
    ) as [Example<Label>[], Example<Label>[]];
    const labels = discriminant(poolsOf(others)).read(own.map(({ vector }) => vector));
    for (const [i, label] of labels.entries()) read.set(own[i] as Example<Label>, label);
  }
  return examples.map((one) => read.get(one) ?? null);
}

function poolsOf<Label extends string>(examples: readonly Example<Label>[]) {
  const pools = new Map<Label, Float32Array[]>();
  for (const { label, vector } of examples) {
    if (label === null) continue;
    const pool = pools.get(label) ?? [];
    pool.push(vector);
    pools.set(label, pool);
  }
  return pools;
}

/** The fold of each group: the largest first, each into the fold with the fewest labels so far. */
function foldsOf(examples: readonly Example<string>[]): ReadonlyMap<string, number> {
  const sizes = new Map<string, number>();
  for (const { group, label } of examples)
    sizes.set(group, (sizes.get(group) ?? 0) + (label === null ? 0 : 1));
  const loads = Array.from({ length: FOLDS }, () => 0);
  const folds = new Map<string, number>();
  const inOrder = [...sizes].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  for (const [group, size] of inOrder) {
    const fold = loads.indexOf(Math.min(...loads));
    loads[fold] = (loads[fold] as number) + size;
    folds.set(group, fold);
  }
  return folds;
}
