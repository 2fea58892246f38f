/** One vector of features per picture, all of one length. */
export type Features = readonly Float32Array[];

/** Inner product of two vectors of one length. */
export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

/** Inner products of every vector of `a` with every one of `b`: a.length rows. */
export function products(a: Features, b: Features): readonly Float64Array[] {
  return a.map((row) => Float64Array.from(b, (other) => dot(row, other)));
}

/** Euclidean distances of every vector of `a` to every one of `b`: a.length rows. */
export function distances(a: Features, b: Features): readonly Float64Array[] {
  const far = distancesTo(b);
  return a.map((row) => far(row));
}

/** Euclidean distances of a vector to every one of `b`, for when all rows at once are too many to hold. */
export function distancesTo(b: Features): (vector: Float32Array) => Float64Array {
  const lengths = Float64Array.from(b, (row) => dot(row, row));
  return (vector) => {
    const own = dot(vector, vector);
    // Rounding can push the square of a distance to itself below zero.
    return Float64Array.from(b, (other, j) =>
      Math.sqrt(Math.max(0, own + (lengths[j] as number) - 2 * dot(vector, other))),
    );
  };
}

/** The arithmetic mean; NaN of nothing. */
export function mean(values: Iterable<number>): number {
  let [sum, n] = [0, 0];
  for (const value of values) {
    sum += value;
    n++;
  }
  return sum / n;
}
