import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { measureCopies } from "../../../../src/evaluate/pictures/copies.ts";
import { diversityAcross, diversityWithin } from "../../../../src/evaluate/pictures/diversity.ts";
import { frechetDistance } from "../../../../src/evaluate/pictures/frechet.ts";
import { kernelDistance } from "../../../../src/evaluate/pictures/kid.ts";
import { lookUp } from "../../../../src/evaluate/pictures/look-up.ts";
import { compareManifolds } from "../../../../src/evaluate/pictures/manifold.ts";
import { paletteOf, sharedInk } from "../../../../src/evaluate/pictures/palette.ts";
import { meanOverOwners } from "../../../../src/evaluate/pictures/rank.ts";
import { retrieve } from "../../../../src/evaluate/pictures/retrieval.ts";
import type { SeenPair } from "../../../../src/evaluate/pictures/sets.ts";
import { overlap, silhouetteOf } from "../../../../src/evaluate/pictures/shape.ts";
import { styleRuler, stylesAsAsked } from "../../../../src/evaluate/pictures/styles.ts";
import { decimals } from "../../../../src/process/figures.ts";
import { wilson } from "../../../../src/statistics/wilson.ts";

/** Values by NumPy, SciPy and scikit-learn (`test/fixtures/pictures/make.py`). */
const golden: Record<string, number> & {
  readonly real: number[][];
  readonly made: number[][];
  readonly discriminant: number[];
} = JSON.parse(readFileSync("test/fixtures/pictures/metrics.json", "utf8"));
const real = golden.real.map((row) => Float32Array.from(row));
const made = golden.made.map((row) => Float32Array.from(row));

describe("distances of two sets of pictures", () => {
  it("gives the Fréchet distance of Heusel et al., as SciPy does", () => {
    const { value, low, high } = frechetDistance(real, made);
    expect(value).toBeCloseTo(golden["frechet"] as number, 5);
    expect(low).toBeLessThan(value as number);
    expect(high).toBeGreaterThan(value as number);
    expect(frechetDistance(real, real).value).toBeCloseTo(0, 5);
  });

  it("finds the Fréchet distance also where there are fewer pictures than features", () => {
    const wide = (rows: readonly Float32Array[]) =>
      rows
        .slice(0, 24)
        .map((row) => Float32Array.from({ length: 48 }, (_, i) => (row[i % 8] as number) / (1 + i)));
    expect(frechetDistance(wide(real), wide(real)).value).toBeCloseTo(0, 5);
    expect(frechetDistance(wide(real), wide(made)).value).toBeGreaterThan(0.1);
  });

  it("gives the unbiased kernel distance of Bińkowski et al., as NumPy does", () => {
    const { value, low } = kernelDistance(real, made);
    expect(value).toBeCloseTo(golden["kernel"] as number, 8);
    expect(low).toBeGreaterThan(0);
  });

  it("covers zero with its interval for two halves of one sample", () => {
    const half = (odd: number) => real.filter((_, i) => i % 2 === odd);
    const { low, high } = kernelDistance(half(0), half(1));
    expect(low).toBeLessThan(0);
    expect(high).toBeGreaterThan(0);
  });

  it("gives precision, recall, density and coverage of Naeem et al., as NumPy does", () => {
    const { precision, recall, density, coverage, covered } = compareManifolds(real, made);
    expect(precision.rate).toBeCloseTo(golden["precision"] as number, 10);
    expect(recall.rate).toBeCloseTo(golden["recall"] as number, 10);
    expect(density.value).toBeCloseTo(golden["density"] as number, 10);
    expect(coverage.rate).toBeCloseTo(golden["coverage"] as number, 10);
    expect(covered.filter(Boolean)).toHaveLength(coverage.k);
  });

  it("writes a distance that is rounded to zero without a minus", () => {
    expect([-0.0004, -0, 0.0004, -0.0006, 12].map((value) => decimals(value, 3))).toEqual([
      ...["0.000", "0.000", "0.000", "-0.001", "12.000"],
    ]);
  });

  it("refuses samples too small to say anything", () => {
    expect(() => kernelDistance(real.slice(0, 2), made)).toThrow("wanted three vectors");
    expect(() => frechetDistance(real.slice(0, 19), made)).toThrow("wanted 20 vectors");
    expect(() => compareManifolds(real, made.slice(0, 6))).toThrow("wanted seven vectors");
  });
});

describe("retrieval of captions", () => {
  const texts = Array.from({ length: 150 }, (_, i) => {
    const row = new Float32Array(150);
    row[i] = 1;
    return row;
  });
  const captions = texts.map((_, i) => `caption ${i}`);

  it("finds every caption by its own vector, and none by another's", () => {
    const owners = [0, 70, 149];
    const pick = (shift: number) => owners.map((owner) => texts[(owner + shift) % 150] as Float32Array);
    expect(retrieve(pick(0), owners, captions, texts, captions)).toMatchObject({
      among: 100,
      first: { k: 3, n: 3 },
    });
    expect(retrieve(pick(1), owners, captions, texts, captions).first.k).toBe(0);
    const twice = retrieve([...pick(0), ...pick(0)], [...owners, ...owners], captions, texts, captions);
    expect(twice.first).toEqual({ ...wilson(3, 3), k: 6, n: 6 });
  });

  it("lets no caption compete with its own text", () => {
    const same = captions.map(() => "one caption");
    expect(retrieve([texts[5] as Float32Array], [0], same, texts, same).first.k).toBe(1);
  });
});

describe("comparison without text", () => {
  const disc = (radius: number) => {
    const data = new Uint8Array(3 * 64 * 64).fill(255);
    for (let at = 0; at < 64 * 64; at++)
      if (Math.hypot((at % 64) - 31.5, Math.floor(at / 64) - 31.5) < radius) data.fill(0, 3 * at, 3 * at + 3);
    return silhouetteOf({ data, width: 64, height: 64 });
  };

  it("measures how far silhouettes overlap", () => {
    expect(overlap(disc(28), disc(28))).toBe(1);
    expect(overlap(disc(0), disc(0))).toBe(1);
    expect(overlap(disc(0), disc(28))).toBe(0);
    // A disc of half the radius covers a quarter.
    expect(overlap(disc(14), disc(28))).toBeCloseTo(0.25, 1);
  });

  it("compares inks by colour, wherever they lie and however much there is of them", () => {
    const inks = (...pixels: readonly number[][]) =>
      paletteOf({ data: Uint8Array.from([...pixels, [255, 255, 255]].flat()) });
    const [red, blue, paper] = [
      [220, 20, 20],
      [20, 20, 220],
      [250, 250, 250],
    ] as const;
    expect(sharedInk(inks([...red], [...blue]), inks([...blue], [...red], [...paper], [...paper]))).toBe(1);
    expect(sharedInk(inks([...red]), inks([...blue]))).toBe(0);
    expect(sharedInk(inks([...red], [...red]), inks([...red], [...blue]))).toBe(0.5);
    expect(sharedInk(inks(), inks([...red]))).toBe(0);
  });

  const drawn = (style: string | null, ...features: readonly number[]) =>
    ({
      style,
      caption: `${style} ${features}`,
      key: `${style} ${features}`,
      seen: { features: Float32Array.from(features) },
    }) as unknown as SeenPair;

  it("tells styles by a linear discriminant, as scikit-learn does", () => {
    const trained = golden.real.map((row, i) => drawn(String(i % 3), ...row));
    const { read } = styleRuler(trained, new Map());
    expect(read([...real, ...made])).toEqual(golden.discriminant.map(String));
  });

  it("tells styles by what tells them apart, not by what varies within each", () => {
    const trained = [-9, -3, 3, 9].flatMap((x) => [drawn("flat", x, 0), drawn("glossy", x + 0.5, 1)]);
    const ruler = styleRuler(trained, new Map());
    const asked = [
      drawn("flat", 9, 0.2),
      drawn("glossy", -9, 0.8),
      drawn("glossy", 9, 0.2),
      drawn(null, 0, 0),
    ];
    const pictures = asked.map((pair) => ({ pair, seen: pair.seen }));
    expect(stylesAsAsked(pictures, ruler)).toMatchObject({ k: 2, n: 3 });
    const twice = stylesAsAsked([...pictures, ...pictures], ruler);
    expect(twice).toMatchObject({ k: 4, n: 6 });
    expect(twice.low).toBeCloseTo(wilson(2, 3).low ?? 0, 10);
  });

  it("reads no style where there is one only", () => {
    const pictures = [drawn("flat", 1, 1)].map((pair) => ({ pair, seen: pair.seen }));
    const ruler = styleRuler([drawn("flat", 0, 0)], new Map());
    expect(stylesAsAsked(pictures, ruler)).toMatchObject({ n: 0, rate: null });
  });

  it("looks a caption up: the training picture of the caption nearest to it, of several the first", async () => {
    const at = (caption: string) => ({ caption, seen: { hash: caption } }) as unknown as SeenPair;
    const vectors: Record<string, readonly number[]> = {
      moth: [0.6, 0.8],
      bee: [0, 1],
      wasp: [0, 1],
      ant: [1, 0],
    };
    const read = async (texts: readonly string[]) =>
      texts.map((text) => Float32Array.from(vectors[text] ?? []));
    const found = await lookUp([at("moth"), at("ant")], ["bee", "wasp", "ant"].map(at), { read });
    expect(found.map(({ pair, seen }) => [pair.caption, seen.hash])).toEqual([
      ["moth", "bee"],
      ["ant", "ant"],
    ]);
  });

  it("takes pictures of one concept for one piece of evidence", () => {
    expect(meanOverOwners([1, 1, 1, 0], [0, 0, 0, 1]).value).toBe(0.5);
    expect(meanOverOwners([], []).value).toBeNull();
  });
});

describe("copies and diversity", () => {
  const hashes = real.map((_, i) => i.toString(16).padStart(16, "0"));

  it("knows a copy by its hash and by its distance to its neighbours", () => {
    const training = { features: real, hashes };
    const copies = measureCopies(
      { features: real.slice(0, 4), hashes: hashes.slice(0, 4), concepts: [0, 1, 2, 3] },
      training,
      [0.3, 0.5],
    );
    expect(copies.byHash).toMatchObject({ k: 4, n: 4 });
    expect(copies.suspicious).toMatchObject({ k: 4, n: 4 });
    expect(copies.nearest.map(({ training: at }) => at)).toEqual([0, 1, 2, 3]);
    const far = measureCopies(
      { features: made.slice(0, 4), hashes: [null, null, null, null], concepts: [0, 0, 1, 1] },
      training,
      [0.3, 0.5],
    );
    expect(far.suspicious?.k).toBe(0);
    // Two concepts of two pictures each say no more than two pictures.
    expect(far.byHash).toEqual({ ...wilson(0, 2), n: 4 });
  });

  it("is zero where every seed gives the same picture", () => {
    const same = [real[0], real[0], real[1], real[1]] as Float32Array[];
    expect(diversityWithin(same, [0, 0, 1, 1]).value).toBeCloseTo(0, 3);
    expect(diversityAcross(same, [0, 0, 1, 1]).value).toBeGreaterThan(1);
  });
});
