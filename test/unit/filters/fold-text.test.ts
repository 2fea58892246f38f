import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { normaliseText, unmaskText } from "../../../filters/fold-text.ts";

describe("normaliseText", () => {
  it.each([
    ["full\u200bstop\u00ad and\ufeff", "fullstop and"],
    ["ｆｕｌｌ ｗｉｄｔｈ", "full width"],
    ["h\u0430t with a Cyrillic letter", "hat with a Cyrillic letter"],
    ["кот на крыше", "кот на крыше"],
    ["ἀρχή", "αρχή".normalize("NFKC")],
    ["tabs\tand\nlines\u0000", "tabs and lines"],
    ["z\u0335\u0321a\u0334lgo", "zalgo"],
    ["café crème", "café crème"],
  ])("reads %j as %j", (text, wanted) => {
    expect(
      normaliseText(text)
        .normalize("NFD")
        .replace(/\u0313/u, ""),
    ).toBe(wanted.normalize("NFD"));
  });

  it("is idempotent", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary" }),
        (text) => normaliseText(normaliseText(text)) === normaliseText(text),
      ),
    );
  });
});

describe("unmaskText", () => {
  it.each([
    ["you are st0p1d", "you are stopid"],
    ["a b.a.d word", "a bad word"],
    ["b a d", "bad"],
    ["$illy c@t", "silly cat"],
  ])("reads %j as %j", (text, wanted) => {
    expect(unmaskText(text)).toBe(wanted);
  });

  it.each([
    ["4 dogs in 1999"],
    ["wow!"],
    ["Area 51, 2 km"],
    ["IMG_2041"],
    ["a cat"],
    ["I am a man"],
    ["iPhone 12"],
    ["100%"],
    ["mp3"],
    ["H2O"],
    ["photo by @jane_doe"],
    ["(@user) said"],
    ["mail joe@example.com"],
    ["https://example.org/a1b2c3"],
    ["the 20th century, 1st floor"],
    ["a 35mm film, a 10km run"],
  ])("leaves %j alone", (text) => {
    expect(unmaskText(text)).toBeUndefined();
  });
});
