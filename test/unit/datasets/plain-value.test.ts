import { describe, expect, it } from "vitest";
import { contentOf } from "../../../datasets/content.ts";
import { isFieldName, isPlain } from "../../../datasets/plain-value.ts";

const hex = (text: string) => Buffer.from(text).toString("hex");

describe("a plain value", () => {
  it.each([
    "12.5",
    "0,5",
    "-1e-5",
    "true",
    "2024-05-06T07:08:09Z",
    "5f2b7c1e9a",
    "0x00ff00ff00ff00ff",
    "d41d8cd98f00b204e9800998ecf8427e",
    "550e8400-e29b-41d4-a716-446655440000",
    "en",
    "pt_BR",
    "https://example.org/a/red-wool-sweater-for-her.jpg?w=200",
    "https://example.org/%D0%9C%D0%BE%D1%81%D0%BA%D0%B2%D0%B0.jpg",
  ])("%s", (text) => {
    expect(isPlain(text)).toBe(true);
  });
});

describe("what only looks like one is a text", () => {
  it.each([
    ["a sentence in hexadecimal", hex("a sentence that nobody scores")],
    ["an address with a sentence as its page", "https://a.org/this%20is%20a%20whole%20sentence"],
    ["one with plus signs", "https://a.org/?q=this+is+a+whole+sentence"],
    ["one behind its mark", "https://a.org/#this%20is,%20too,%20a%20sentence"],
    ["two letters that are no language", "qq"],
    ["a language of a place that is none", "en_QX"],
    ["an address with words behind it", "https://a.org/x and then some"],
  ])("%s", (_, text) => {
    expect(isPlain(text)).toBe(false);
    expect(contentOf({ key: "k", row: 0, meta: { field: text } }).texts).toEqual([{ name: "field", text }]);
  });

  it("a tag that a tagger gives a number", () => {
    const tags = { tree: 0.9, barn_door: 0.8 };
    const { texts } = contentOf({ key: "k", row: 0, meta: { tags } });
    expect(texts.map(({ text }) => text)).toEqual(["tree", "barn_door"]);
    expect(isPlain(tags)).toBe(false);
    expect(isPlain(tags, new Set(["tree", "barn_door"]))).toBe(true);
    const packed = contentOf({ key: "k", row: 0, meta: { tags: JSON.stringify(tags) } });
    expect(packed.texts.map(({ text }) => text)).toEqual(["tree", "barn_door"]);
  });

  it("but an image's own address is that, whatever its page is called", () => {
    const url = "https://a.org/this%20is%20a%20whole%20sentence.jpg";
    expect(contentOf({ key: "k", row: 0, url, meta: {} }).texts).toEqual([]);
  });
});

describe("a name of a field", () => {
  it.each([
    "similarity",
    "clip_b32_similarity_score",
    "punsafe",
    "originalImageWidth",
    "__index_level_0__",
    "re_clip_score",
  ])("is %s", (name) => {
    expect(isFieldName(name)).toBe(true);
  });

  it.each(["nobody_likes_those_people", "nobodyLikesThosePeople", "they-all-smell.badly", "two words"])(
    "is not %s, which is measured as a text",
    (name) => {
      expect(isFieldName(name)).toBe(false);
      expect(contentOf({ key: "k", row: 0, record: { [name]: 1 }, meta: {} }).texts).toEqual([
        { name: "(a name)", text: name },
      ]);
    },
  );
});
