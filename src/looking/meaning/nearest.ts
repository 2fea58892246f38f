import { inBytes, type Vectors } from "./vectors.ts";

/** A vector's number, and how near it is: the cosine. */
export interface Near {
  readonly index: number;
  readonly similarity: number;
}

/**
 * The `most` vectors that are nearest to one, the nearest first: all are looked at.
 * @param without a vector that is left out, such as the one that is asked by
 */
export function nearest(
  { width, count, bytes, scales }: Vectors,
  wanted: Float32Array,
  most: number,
  without = -1,
): readonly Near[] {
  const { bytes: asked, scale } = inBytes(wanted);
  const query = Int32Array.from(asked);
  const heap = new Heap(most);
  for (let i = 0; i < count; i++) {
    const similarity = dot(query, bytes, i * width, width) * (scales[i] ?? 0) * scale;
    if (similarity > heap.least && i !== without) heap.add(i, similarity);
  }
  return heap.sorted();
}

/** Sum of products, four at a time: whole numbers of 32 bits, which no width of ours can leave, so that any order gives the same. */
export function dot(query: Int32Array, bytes: Int8Array, from: number, width: number): number {
  let [a, b, c, d] = [0, 0, 0, 0];
  let j = 0;
  for (; j + 3 < width; j += 4) {
    const at = from + j;
    a = (a + Math.imul(query[j] as number, bytes[at] as number)) | 0;
    b = (b + Math.imul(query[j + 1] as number, bytes[at + 1] as number)) | 0;
    c = (c + Math.imul(query[j + 2] as number, bytes[at + 2] as number)) | 0;
    d = (d + Math.imul(query[j + 3] as number, bytes[at + 3] as number)) | 0;
  }
  for (; j < width; j++) a += (query[j] as number) * (bytes[from + j] as number);
  return a + b + c + d;
}

/** A vector of these as numbers of its own. */
export function vectorAt({ bytes, scales, width }: Vectors, index: number): Float32Array {
  const scale = scales[index] ?? 0;
  return Float32Array.from(bytes.subarray(index * width, (index + 1) * width), (value) => value * scale);
}

/** The greatest of what is added, as a heap with the least on top. */
class Heap {
  readonly #most: number;
  readonly #kept: Near[] = [];
  /** What is not above it is not kept. */
  least = Number.NEGATIVE_INFINITY;

  constructor(most: number) {
    this.#most = most;
  }

  add(index: number, similarity: number): void {
    const kept = this.#kept;
    if (kept.length < this.#most) {
      kept.push({ index, similarity });
      if (kept.length < this.#most) return;
      for (let i = kept.length >> 1; i >= 0; i--) this.#sink(i);
    } else {
      kept[0] = { index, similarity };
      this.#sink(0);
    }
    this.least = kept[0]?.similarity ?? this.least;
  }

  sorted(): readonly Near[] {
    return this.#kept.toSorted((a, b) => b.similarity - a.similarity || a.index - b.index);
  }

  #sink(from: number): void {
    const kept = this.#kept;
    const of = (i: number) => kept[i]?.similarity ?? Number.POSITIVE_INFINITY;
    for (let i = from; ; ) {
      const [left, right] = [2 * i + 1, 2 * i + 2];
      const least = of(right) < of(left) ? right : left;
      if (of(least) >= of(i)) return;
      [kept[i], kept[least]] = [kept[least] as Near, kept[i] as Near];
      i = least;
    }
  }
}
