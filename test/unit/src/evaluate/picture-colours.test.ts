import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { colours, dominantColour, namedColour } from "../../../../src/evaluate/pictures/colour.ts";
import { coloursOf, tellsColours } from "../../../../src/evaluate/pictures/compare-sets.ts";
import type { Seen } from "../../../../src/evaluate/pictures/descriptors.ts";
import type { SeenPair } from "../../../../src/evaluate/pictures/sets.ts";
import { wilson } from "../../../../src/statistics/wilson.ts";

describe("colours", () => {
  const picture = (r: number, g: number, b: number) => ({
    data: Uint8Array.from({ length: 300 }, (_, i) => (i < 150 ? ([r, g, b][i % 3] as number) : 255)),
    width: 10,
    height: 10,
  });

  it.each([
    ["red", 220, 30, 30],
    ["orange", 250, 140, 30],
    ["yellow", 250, 210, 40],
    ["green", 40, 170, 60],
    ["blue", 40, 90, 220],
    ["purple", 140, 50, 200],
    ["pink", 250, 150, 190],
    ["brown", 120, 75, 40],
    ["black", 25, 25, 30],
    ["grey", 140, 140, 145],
  ])("calls a picture %s", (name, r, g, b) => {
    expect(dominantColour(picture(r as number, g as number, b as number))).toBe(name);
  });

  it("calls an empty picture nothing, and hears a colour only where one is named", () => {
    expect(dominantColour(picture(255, 255, 255))).toBeNull();
    expect(namedColour("a glossy red apple")).toBe("red");
    expect(namedColour("a gray cat")).toBe("grey");
    expect(namedColour("a bored cat")).toBeNull();
    expect(namedColour("a red and blue ball")).toBeNull();
  });

  it.each([
    ["an orange book", "orange"],
    ["a hollow red circle", "red"],
    ["a white medium-small square", "white"],
    ["a red triangle pointed up", "red"],
    ["a red apple, glossy 3D style", "red"],
    ["a person with red hair", null],
    ["a woman with white cane facing right", null],
    ["white hair", null],
    ["a red-haired woman", null],
    ["a black beard man", null],
    ["a bottle of red wine", null],
    ["an orange", null],
    ["a leafy green", null],
    ["the flag of Greenland", null],
  ])("hears of %s the colour of the thing itself: %s", (subject, colour) => {
    expect(namedColour(subject)).toBe(colour);
  });

  it("never hears a colour in what something is with", () => {
    fc.assert(
      fc.property(fc.constantFrom(...colours), fc.constantFrom("hair", "cane", "door"), (colour, part) => {
        expect(namedColour(`a ${colour} house`)).toBe(colour);
        expect(namedColour(`a house with a ${colour} ${part}`)).toBeNull();
        expect(namedColour(`a ${colour} house with a red ${part}`)).toBe(colour);
      }),
    );
  });

  it("trusts the ruler of colours where it is right on half of enough real pictures", () => {
    expect([5, 4].map((k) => tellsColours({ k, n: 10 }))).toEqual([true, false]);
    expect(tellsColours({ k: 9, n: 9 })).toBe(false);
    expect(tellsColours({ k: 0, n: 0 })).toBe(false);
  });

  it("asks of each picture the colour of its own subject, and counts concepts", () => {
    const of = (subject: string, colour: string, n: number) => {
      const pair = { key: subject, concept: null, subject } as unknown as SeenPair;
      return Array.from({ length: n }, () => ({ pair, seen: { colour } as unknown as Seen }));
    };
    const pictures = [
      ...of("a red apple", "red", 2),
      ...of("a blue book", "red", 2),
      ...of("a man with red hair", "red", 2),
    ];
    const { k, n, low } = coloursOf(pictures);
    expect([k, n]).toEqual([2, 4]);
    expect(low).toBeCloseTo(wilson(1, 2).low ?? 0, 10);
  });

  it("never fails, whatever the pixels", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 3, maxLength: 30 }), (bytes) => {
        const data = bytes.subarray(0, bytes.length - (bytes.length % 3));
        expect(() => dominantColour({ data, width: data.length / 3, height: 1 })).not.toThrow();
      }),
    );
  });
});
