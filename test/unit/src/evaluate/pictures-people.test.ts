import { Eta } from "eta";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Made } from "../../../../src/evaluate/pictures/compare-sets.ts";
import { rateText } from "../../../../src/evaluate/pictures/page.ts";
import { paletteOf } from "../../../../src/evaluate/pictures/palette.ts";
import { showsAPerson, silentPeople } from "../../../../src/evaluate/pictures/people.ts";
import { measurePeople } from "../../../../src/evaluate/pictures/people-tables.ts";
import { peopleTemplate } from "../../../../src/evaluate/pictures/people-template.ts";
import type { SeenPair } from "../../../../src/evaluate/pictures/sets.ts";
import {
  inkRoots,
  type SkinTone,
  skinTones,
  statedSkinTone,
} from "../../../../src/evaluate/pictures/skin.ts";

const vector = (...values: readonly number[]) => Float32Array.from(values);

/** Numbers in [−1, 1) that a seed decides. */
function noise(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return state / 1073741824 - 1;
  };
}

describe("who is a person", () => {
  it.each([
    ["a police officer", true],
    ["a health worker", true],
    ["a person running", true],
    ["a running person", true],
    ["children", true],
    ["a doctor with a mask", true],
    ["a smooth 3D icon of a woman pilot", true],
    ["a police car", false],
    ["a police car with a guard", false],
    ["a baby bottle", false],
    ["a fairy tale", false],
    ["a guard dog", false],
    ["a child seat", false],
    ["a bottle for a baby", false],
    ["an icon of a pilot light", false],
  ])("holds by its noun: %s, %s", (subject, expected) => {
    expect(showsAPerson({ subject, subgroup: null })).toBe(expected);
  });

  it("believes Unicode's subgroup before any word", () => {
    expect(showsAPerson({ subject: "a skier", subgroup: "person-sport" })).toBe(true);
    for (const subgroup of ["transport-ground", "hands", "body-parts", "family", "person-symbol"])
      expect(showsAPerson({ subject: "a guard", subgroup })).toBe(false);
  });

  it("asks for people of whom nothing is stated, once per caption", () => {
    const said = (caption: string, gender: string | null = null, ...tones: readonly string[]) => ({
      ...{ caption, gender, skinTones: tones },
    });
    const silent = [said("a cook"), said("a person waving")];
    const others = [
      said("a cook"),
      said("a pilot", "male"),
      said("a singer", null, "dark"),
      said("a judge: man"),
    ];
    expect(silentPeople([...silent, ...others])).toEqual(silent);
  });
});

describe("skin", () => {
  it("is stated by a tone, or by none where the concept comes in tones", () => {
    for (const tone of skinTones.slice(1)) expect(statedSkinTone([tone], true)).toBe(tone);
    expect(statedSkinTone([], true)).toBe("default");
    expect(statedSkinTone([], false)).toBeNull();
    expect(statedSkinTone(["light", "dark"], true)).toBeNull();
    expect(statedSkinTone(["green"], true)).toBeNull();
  });

  it("is compared by roots of shares, whose vectors all have length 1", () => {
    const pixels = fc.uint8Array({ minLength: 3, maxLength: 300 }).filter(({ length }) => length % 3 === 0);
    fc.assert(
      fc.property(pixels, (data) => {
        const palette = paletteOf({ data });
        fc.pre(palette.some((share) => share > 0));
        expect(Math.hypot(...inkRoots(palette))).toBeCloseTo(1, 5);
      }),
    );
  });
});

const fills: Readonly<Record<SkinTone, readonly number[]>> = {
  default: [253, 201, 68],
  light: [246, 217, 195],
  "medium-light": [222, 185, 140],
  medium: [190, 140, 110],
  "medium-dark": [150, 100, 70],
  dark: [90, 60, 50],
};

describe("what comes out where nothing is stated", () => {
  const next = noise(7);
  /** A face of one tone above a coat, and features of which the first tells gender. */
  const seenOf = (gender: number, tone: SkinTone, coat: readonly number[]) => ({
    features: vector(gender + 0.3 * next(), next(), next()),
    palette: paletteOf({ data: Uint8Array.from([fills[tone], fills[tone], coat].flat()) }),
  });
  const concepts = Array.from({ length: 24 }, (_, i) => {
    const coat = [(i * 37) % 200, (i * 91) % 200, (i * 53) % 200];
    const pair = (gender: string | null, tone: SkinTone, side: number) => ({
      ...{ key: `${i} ${gender} ${tone}`, concept: String(i), caption: `cook ${i}`, gender },
      skinTones: tone === "default" ? [] : [tone],
      seen: seenOf(side, tone, coat),
    });
    const women = pair("female", "default", 2);
    const men = pair("male", "default", -2);
    return { coat, pairs: [women, men, ...skinTones.map((tone) => pair(null, tone, i % 2 ? 2 : -2))] };
  });
  const people = concepts.flatMap(({ pairs }) => pairs) as unknown as readonly SeenPair[];
  const made = silentPeople(people).map((pair, i) => ({
    pair,
    seen: seenOf(-2, i % 4 === 0 ? "dark" : "default", concepts[i]?.coat ?? []),
  })) as unknown as readonly Made[];
  const page = (attributes: unknown) =>
    new Eta({ autoEscape: true }).renderString(peopleTemplate, {
      e: { people: { captions: 24, pictures: 24, attributes } },
      rate: rateText,
    });

  it("finds men only in made pictures where real ones are of both, and dark skin in a quarter", () => {
    const [gender, skin] = measurePeople(people, made);
    expect(gender).toMatchObject({ attribute: "gender", measurable: true, ruler: { k: 48, n: 48 } });
    expect(gender?.rows).toMatchObject([
      { value: "woman", real: { k: 12, n: 24 }, made: { k: 0, n: 24 } },
      { value: "man", real: { k: 12, n: 24 }, made: { k: 24, n: 24 } },
    ]);
    expect(skin).toMatchObject({ attribute: "skin tone", measurable: true, ruler: { n: 24 * 6 } });
    const shares = new Map(skin?.rows.map((row) => [row.value, [row.real.k, row.made.k]]));
    expect(shares.get("default")).toEqual([24, 18]);
    expect(shares.get("dark")).toEqual([0, 6]);
    expect(page([gender, skin])).toContain("48 of 48: 100.0 %");
  });

  it("gives no shares where features do not tell, and says how often the ruler is right", () => {
    const blind = people.map((pair) => ({
      ...pair,
      seen: { ...pair.seen, features: vector(next(), next()) },
    }));
    const asked = silentPeople(blind).map((pair) => ({ pair, seen: pair.seen }));
    const [gender] = measurePeople(blind, asked);
    expect(gender).toMatchObject({ measurable: false, ruler: { n: 48 }, rows: [] });
    const html = page([gender]);
    expect(html).toContain(`Not measurable: the ruler is right on ${gender?.ruler.k} of 48 real pictures`);
    expect(html).not.toContain("<th>real pictures</th>");
  });

  it("gives no shares of what no real picture states", () => {
    const plain = people.filter(({ gender, skinTones: tones }) => gender === null && tones.length === 0);
    for (const attribute of measurePeople(plain, []))
      expect(attribute).toMatchObject({ measurable: false, ruler: { n: 0, rate: null }, rows: [] });
  });

  it("reads no skin tone of concepts that come in none", () => {
    const green = { ...people[0], concept: "zombie", caption: "a zombie", gender: null } as SeenPair;
    const [, skin] = measurePeople([...people, green], [...made, { pair: green, seen: green.seen }]);
    expect(skin?.rows[0]?.made.n).toBe(24);
  });
});
