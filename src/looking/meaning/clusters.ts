import { dot, vectorAt } from "./nearest.ts";
import { inBytes, type Vectors } from "./vectors.ts";

/** Vectors that centres are found by; the rest only choose among them. */
const SAMPLE = 20_000;

/** Rounds after which centres hardly move. */
const ROUNDS = 15;

/** Vectors between two pauses, in which others may work. */
const PAUSE = 20_000;

/** Which cluster each vector belongs to, and how near it is to its centre. */
export interface Clusters {
  readonly of: Uint16Array;
  readonly similarity: Float32Array;
}

/** How many clusters suit so many vectors. */
export function clustersFor(count: number): number {
  return Math.max(1, Math.min(24, Math.round(Math.sqrt(count / 3))));
}

/**
 * Parts vectors by direction: k-means on the sphere, begun far apart (k-means++), the same for the same random numbers.
 * @param random in [0, 1)
 */
export async function cluster(vectors: Vectors, clusters: number, random: () => number): Promise<Clusters> {
  const { count, width } = vectors;
  const step = Math.max(1, count / SAMPLE);
  const sample = Array.from({ length: Math.min(count, SAMPLE) }, (_, i) => Math.floor(i * step));
  let centres = await begun(vectors, sample, Math.min(clusters, sample.length), random);
  for (let round = 0; round < ROUNDS; round++) {
    const sums = centres.map(() => new Float32Array(width));
    const asked = centres.map(asQuery);
    for (const index of sample) {
      const { best } = bestOf(vectors, index, asked);
      const sum = sums[best] as Float32Array;
      const scale = vectors.scales[index] ?? 0;
      for (let j = 0; j < width; j++)
        sum[j] = (sum[j] ?? 0) + (vectors.bytes[index * width + j] ?? 0) * scale;
    }
    // A centre that nothing chose stays where it is.
    centres = sums.map((sum, i) =>
      sum.some((value) => value !== 0) ? unit(sum) : (centres[i] as Float32Array),
    );
    await pause();
  }
  const of = new Uint16Array(count);
  const similarity = new Float32Array(count);
  const asked = centres.map(asQuery);
  for (let i = 0; i < count; i++) {
    const found = bestOf(vectors, i, asked);
    of[i] = found.best;
    similarity[i] = found.similarity;
    if (i % PAUSE === 0) await pause();
  }
  return { of, similarity };
}

/** First centres: each is drawn with a chance that grows with its distance from those before. */
async function begun(
  vectors: Vectors,
  sample: readonly number[],
  clusters: number,
  random: () => number,
): Promise<Float32Array[]> {
  const first = sample[Math.floor(random() * sample.length)] ?? 0;
  const centres = [vectorAt(vectors, first)];
  const far = new Float32Array(sample.length).fill(Number.POSITIVE_INFINITY);
  while (centres.length < clusters) {
    const asked = asQuery(centres.at(-1) as Float32Array);
    for (const [i, index] of sample.entries())
      far[i] = Math.min(far[i] ?? 0, Math.max(0, 1 - bestOf(vectors, index, [asked]).similarity));
    let left = random() * far.reduce((sum, value) => sum + value, 0);
    const next = far.findIndex((value) => {
      left -= value;
      return left < 0;
    });
    centres.push(vectorAt(vectors, sample[Math.max(next, 0)] ?? 0));
    await pause();
  }
  return centres;
}

interface Asked {
  readonly query: Int32Array;
  readonly scale: number;
}

function asQuery(centre: Float32Array): Asked {
  const { bytes, scale } = inBytes(centre);
  return { query: Int32Array.from(bytes), scale };
}

function bestOf({ bytes, scales, width }: Vectors, index: number, asked: readonly Asked[]) {
  let best = 0;
  let similarity = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < asked.length; i++) {
    const { query, scale } = asked[i] as Asked;
    const value = dot(query, bytes, index * width, width) * scale * (scales[index] ?? 0);
    if (value > similarity) {
      similarity = value;
      best = i;
    }
  }
  return { best, similarity };
}

function unit(sum: Float32Array): Float32Array {
  const length = Math.sqrt(sum.reduce((total, value) => total + value * value, 0)) || 1;
  return sum.map((value) => value / length);
}

function pause(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
