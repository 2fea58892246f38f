import { describe, expect, it } from "vitest";
import { bent, harm, together } from "../../../filters/image-panel.ts";
import { pointed, writeWhere } from "../../../filters/image-where.ts";
import { imageChoice } from "../../../filters/nsfw-image.ts";

const five = ["drawing", "hentai", "neutral", "porn", "sexy"];
const members = [
  { labels: five, flags: 0.2, sure: 0.5 },
  { labels: five, flags: 0.5, sure: 0.95 },
  { labels: ["normal", "nsfw"], flags: 0.3, sure: 0.8 },
];
const of = (porn: number, sexy: number) => [0, 0, 1 - porn - sexy, porn, sexy];

describe("what the panel says together", () => {
  it("is 0.5 where two flag a picture, each at its own cut", () => {
    const two = together(members, [of(0.1, 0.1), of(0, 0), [0.7, 0.3]]);
    expect(two).toMatchObject({ agree: 2, pornAgreed: 0.1 });
    expect(two.score).toBeCloseTo(0.5, 6);
  });

  it("is 0.5 where one is sure, and less where one only flags it", () => {
    expect(together(members, [of(0.5, 0), of(0, 0), [1, 0]]).score).toBeCloseTo(0.5, 6);
    expect(together(members, [of(0, 0), of(0.9, 0), [1, 0]])).toMatchObject({ agree: 1 });
    expect(together(members, [of(0, 0), of(0.9, 0), [1, 0]]).score).toBeLessThan(0.5);
  });

  it("gives pornography what the second surest says, so that one alone drops nothing", () => {
    expect(together(members, [of(0.99, 0), of(0.02, 0), [0.9, 0.1]]).pornAgreed).toBeCloseTo(0.1, 6);
    expect(together(members, [of(0.99, 0), of(0.02, 0), [0.05, 0.95]]).pornAgreed).toBeCloseTo(0.95, 6);
  });

  it("bends a probability so that the cut lies at one half, and nothing turns round", () => {
    expect([bent(0, 0.2), bent(0.2, 0.2), bent(1, 0.2)]).toEqual([0, 0.5, 1]);
    expect(bent(0.3, 0.2)).toBeLessThan(bent(0.4, 0.2));
  });

  it("sums what is not harmless, whatever a model calls it", () => {
    expect(harm(five, [0.1, 0.2, 0.3, 0.15, 0.25])).toBeCloseTo(0.6, 6);
    expect(harm(["normal", "nsfw"], [0.4, 0.6])).toBeCloseTo(0.6, 6);
  });
});

describe("where a picture made a model say so", () => {
  const corner = Array.from({ length: 49 }, (_, i) => (i === 0 || i === 1 || i === 7 ? 1 : 0));
  const written = (values: readonly number[], value = 0.9) =>
    writeWhere({ value, model: "mid", label: "porn", values });

  it("is kept in one line, and said in words, as a map and as a part", () => {
    expect(written(corner)).toBe(`0.900 mid:porn ff00000f${"0".repeat(41)}`);
    const found = pointed(written(corner));
    expect(found?.line).toBe("mid says porn 0.90 for what is top left, 6 % of the picture");
    expect(found?.map.slice(0, 3)).toEqual(["████          ", "██            ", " ".repeat(14)]);
    expect(found?.part).toEqual({ left: 0, top: 0, right: 2 / 7, bottom: 2 / 7 });
  });

  it("is nothing where the text is another one, or no place stands out", () => {
    for (const text of ["", "0.9 mid:porn ff", "0.900 mid:porn fff", null, 7])
      expect(pointed(text)).toBeNull();
    expect(pointed(written(new Array<number>(49).fill(0)))).toBeNull();
    expect(pointed(written(new Array<number>(49).fill(1)))?.line).toContain("all over the picture");
  });

  it("sorts several frames by their probability, as the run keeps the largest text", () => {
    const at = (value: number) => written(corner, value);
    expect([at(0.5), at(1), at(0.09)].sort().at(-1)).toBe(at(1));
  });
});

describe("which models a run was made with", () => {
  it("is said so that the same are loaded again", () => {
    const ids = (...names: string[]) => names.map((id) => ({ id }));
    expect(imageChoice(ids("a", "a/int8", "b", "b/int8"))).toBe("panel");
    expect(imageChoice(ids("a", "b", "c"))).toBe("panel-float");
    expect(imageChoice(ids("nsfw-inception-v3"))).toBe("nsfw-inception-v3");
    expect(imageChoice([])).toBeUndefined();
  });
});
