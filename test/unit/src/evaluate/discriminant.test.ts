import fc from "fast-check";
import { inverse, Matrix } from "ml-matrix";
import { describe, expect, it } from "vitest";
import { type Example, readAcross } from "../../../../src/evaluate/pictures/cross-validation.ts";
import { discriminant } from "../../../../src/evaluate/pictures/discriminant.ts";

const vector = (...values: readonly number[]) => Float32Array.from(values);

/** Numbers in [−1, 1) that a seed decides. */
function noise(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return state / 1073741824 - 1;
  };
}

describe("a linear discriminant", () => {
  it("gives what the formula gives, with fewer vectors than features and with more", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 1e6 }), (width, seed) => {
        const next = noise(seed);
        const draw = (shift: number) =>
          Float32Array.from({ length: width }, (_, i) => next() + shift * (i % 2));
        const pools = new Map([
          ["a", [draw(0), draw(0), draw(0)]],
          ["b", [draw(1), draw(1)]],
        ]);
        const asked = Array.from({ length: 6 }, () => draw(next()));
        expect(discriminant(pools).read(asked)).toEqual(asked.map((one) => byFormula(pools, one)));
      }),
    );
  });

  it("reads nothing where there is one label", () => {
    expect(discriminant(new Map([["a", [vector(1)]]])).read([vector(1)])).toEqual([]);
  });
});

/** argmax of x Σ⁻¹ μ − ½ μ Σ⁻¹ μ, with Σ inverted as it stands. */
function byFormula(pools: ReadonlyMap<string, readonly Float32Array[]>, asked: Float32Array): string {
  const all = [...pools].map(([label, pool]) => ({ label, rows: new Matrix(pool.map((row) => [...row])) }));
  const width = asked.length;
  const within = Matrix.zeros(width, width);
  for (const { rows } of all) {
    const centred = rows.clone().subRowVector(rows.mean("column"));
    within.add(
      centred
        .transpose()
        .mmul(centred)
        .div(rows.rows * all.length),
    );
  }
  const shrunk = Matrix.mul(within, 0.9).add(Matrix.eye(width, width, (0.1 * within.trace()) / width));
  const x = Matrix.rowVector([...asked]);
  const scores = all.map(({ label, rows }) => {
    const mean = Matrix.columnVector(rows.mean("column"));
    const weights = inverse(shrunk).mmul(mean);
    return { label, score: x.mmul(weights).get(0, 0) - 0.5 * mean.transpose().mmul(weights).get(0, 0) };
  });
  return scores.reduce((best, one) => (one.score > best.score ? one : best)).label;
}

describe("reading across groups", () => {
  const example = (group: string, label: "a" | "b" | null, ...values: readonly number[]) => ({
    ...{ group, label },
    vector: vector(...values),
  });
  const plain = Array.from({ length: 12 }, (_, i) => [
    example(`g${i}`, "a", i % 3, 0),
    example(`g${i}`, "b", i % 3, 4),
  ]).flat();

  it("reads what others teach, labelled or not", () => {
    const read = readAcross<"a" | "b">([...plain, example("new", null, 1, 5), example("g1", null, 1, -1)]);
    expect(read).toEqual([...plain.map(({ label }) => label), "b", "a"]);
  });

  it("never learns from its own group", () => {
    const odd = [example("odd", "a", 1, 4), example("odd", "a", 1, 4), example("odd", null, 1, 4)];
    expect(readAcross<"a" | "b">([...plain, ...odd]).slice(-3)).toEqual(["b", "b", "b"]);
    const alone = [example("one", "a", 0), example("one", "b", 1), example("two", null, 1)];
    expect(readAcross<"a" | "b">(alone).slice(0, 2)).toEqual([null, null]);
  });

  it("does not hang on the order of examples", () => {
    const all: readonly Example<"a" | "b">[] = [
      ...plain,
      example("odd", null, 1, 1.9),
      example("g3", "a", 2, 3),
    ];
    const expected = new Map(readAcross(all).map((label, i) => [all[i], label]));
    fc.assert(
      fc.property(fc.shuffledSubarray([...all], { minLength: all.length }), (shuffled) => {
        expect(readAcross(shuffled)).toEqual(shuffled.map((one) => expected.get(one)));
      }),
      { numRuns: 20 },
    );
  });
});
