/**
 * The k-th smallest of the first `length` values (k from 0), by Hoare's selection with the median of three as
 * pivot: linear on average, and it reorders `values` so that none after k is smaller.
 * Values must be numbers: NaN has no place in an order.
 */
export function quickselect(values: Float32Array, k: number, length = values.length): number {
  let left = 0;
  let right = length - 1;
  while (left < right) {
    const pivot = medianOfThree(values, left, right);
    let i = left;
    let j = right;
    while (i <= j) {
      while ((values[i] as number) < pivot) i++;
      while ((values[j] as number) > pivot) j--;
      if (i <= j) {
        const kept = values[i] as number;
        values[i++] = values[j] as number;
        values[j--] = kept;
      }
    }
    if (k <= j) right = j;
    else if (k >= i) left = i;
    else break;
  }
  return values[k] as number;
}

function medianOfThree(values: Float32Array, left: number, right: number): number {
  const a = values[left] as number;
  const b = values[(left + right) >> 1] as number;
  const c = values[right] as number;
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}

/** Where a quantile of n sorted values lies: between ranks `low` and `low + 1`, at `weight`. As torch has it: the share in single precision. */
export function rankOf(q: number, n: number): { readonly low: number; readonly weight: number } {
  const rank = Math.fround(q) * (n - 1);
  const low = Math.floor(rank);
  return { low, weight: Math.fround(rank - low) };
}

/**
 * `torch.quantile(values, q)` with linear interpolation, without sorting. Reorders `values`.
 * @param q share in [0, 1]
 */
export function quantile(values: Float32Array, q: number): number {
  const { low, weight } = rankOf(q, values.length);
  const below = quickselect(values, low);
  if (weight === 0) return below;
  let above = Number.POSITIVE_INFINITY;
  for (let i = low + 1; i < values.length; i++) above = Math.min(above, values[i] as number);
  // torch.lerp goes from the nearer end.
  const gap = above - below;
  return Math.fround(weight < 0.5 ? below + weight * gap : above - gap * (1 - weight));
}
