import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { captionsOf } from "../../../datasets/illustrations/captions.ts";
import { conceptOf } from "../../../datasets/illustrations/concepts.ts";
import { splitOf } from "../../../datasets/illustrations/split.ts";
import { subjectOf } from "../../../datasets/illustrations/subject.ts";

describe("names and concepts of the illustrations", () => {
  it.each([
    ["red apple", "a red apple"],
    ["eyes", "eyes"],
    ["unicorn", "a unicorn"],
    ["octopus", "an octopus"],
    ["woman: medium skin tone, red hair", "a woman with medium skin tone and red hair"],
    [
      "kiss: woman, man, dark skin tone, light skin tone",
      "a kiss of a woman and a man with dark skin tone and light skin tone",
    ],
    ["man walking: light skin tone, facing right", "a man walking with light skin tone facing right"],
    ["flag: Chad", "the flag of Chad"],
    ["OK button", "a button with the sign OK"],
  ])("%s is said as “%s”", (name, said) => expect(subjectOf(name)).toBe(said));

  it.each([
    ["man running", "1F3C3-200D-2642-FE0F", "1F3C3"],
    ["woman running facing right", "1F3C3-200D-2640-FE0F-200D-27A1-FE0F", "1F3C3"],
    ["woman health worker", "1F469-200D-2695-FE0F", "1F9D1-200D-2695"],
    ["prince", "1F934", "1FAC5"],
    ["two men kissing", "1F468-200D-2764-FE0F-200D-1F48B-200D-1F468", "1F48F"],
    ["a family", "1F468-200D-1F469-200D-1F466", "1F46A"],
    ["half past three", "1F55E", "1F550"],
    ["apple", "1F34E", "1F34E"],
  ])("%s belongs to its concept", (_, hexcode, concept) => expect(conceptOf(hexcode)).toBe(concept));

  it("put a concept of several styles in train or a combination, or elsewhere as a whole", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (concept, one, other) => {
        const [a, b] = [splitOf(concept, one, 5), splitOf(concept, other, 5)];
        const whole = (split: string) => split === "validation" || split === "test";
        expect(whole(a) || whole(b) ? a === b : true).toBe(true);
        expect(splitOf(concept, one, 1)).not.toBe("combination");
      }),
    );
  });

  it("refuse a style that has no words", () => {
    expect(() => captionsOf("key", "oil-painting", "apple", [])).toThrow(/wanted fluent-3d, fluent-flat/u);
  });
});
