/** Texts with their labels' logits, and whether they are harmful. */
export interface Labelled {
  readonly logits: readonly number[];
  readonly harmful: boolean;
}

/** Keeps weights of labels that always come together apart. */
const RIDGE = 1e-3;
const ROUNDS = 200;
/** A weight below this moves no cut. */
const LEAST = 0.01;

/**
 * Logistic regression whose weights are never below zero: coordinate by coordinate, Newton's step on the mean
 * log-loss and a small ridge.
 */
export function fitLabels(rows: readonly Labelled[]): {
  readonly bias: number;
  readonly weights: readonly number[];
} {
  const width = rows[0]?.logits.length ?? 0;
  const weights: number[] = new Array(width).fill(0);
  let bias = 0;
  const sums = new Float64Array(rows.length);
  /** One step along a coordinate: −1 is the bias. @returns how far it went */
  const step = (k: number, now: number, ridge: number): number => {
    let [slope, bend] = [2 * ridge * now, 2 * ridge];
    for (const [i, { logits, harmful }] of rows.entries()) {
      const x = k < 0 ? 1 : (logits[k] ?? 0);
      const p = 1 / (1 + Math.exp(-(sums[i] ?? 0)));
      slope += ((p - Number(harmful)) * x) / rows.length;
      bend += (p * (1 - p) * x * x) / rows.length;
    }
    const next = now - slope / bend;
    const by = (k < 0 ? next : Math.max(0, next)) - now;
    for (const [i, { logits }] of rows.entries())
      sums[i] = (sums[i] ?? 0) + by * (k < 0 ? 1 : (logits[k] ?? 0));
    return by;
  };
  for (let round = 0; round < ROUNDS; round++) {
    bias += step(-1, bias, 0);
    for (const [k, now] of weights.entries()) weights[k] = now + step(k, now, RIDGE);
  }
  const rounded = (value: number): number => Math.round(1000 * value) / 1000;
  return {
    bias: rounded(bias),
    weights: weights.map((weight) => (weight < LEAST ? 0 : rounded(weight))),
  };
}
