/** Softmax or sigmoid over one row of logits, in place of what the network left out. */
export function activate(logits: Float32Array, activation: "none" | "softmax" | "sigmoid"): Float32Array {
  if (activation === "none") return logits;
  if (activation === "sigmoid") return logits.map((value) => 1 / (1 + Math.exp(-value)));
  const largest = logits.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const powers = logits.map((value) => Math.exp(value - largest));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((value) => value / sum);
}

/** Rows of a matrix, as views. */
export function rowsOf(matrix: Float32Array, width: number): readonly Float32Array[] {
  return Array.from({ length: matrix.length / width }, (_, i) => matrix.subarray(i * width, (i + 1) * width));
}
