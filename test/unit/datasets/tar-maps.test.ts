import { describe, expect, it } from "vitest";
import { contentOf } from "../../../datasets/content.ts";
import { openDataset, type Pair } from "../../../datasets/index.ts";
import { type PlaceWish, placeMap } from "../../../datasets/map-wish.ts";
import { readAll } from "../../contracts/dataset-format.ts";
import { folderOf, jpeg, picture, tarOf, type Written } from "../../support/written.ts";

const image = await jpeg();
const other = await picture(3);

async function read(members: readonly Written[], map: PlaceWish = []) {
  const folder = folderOf({ "0.tar": await tarOf(members) });
  return readAll(await openDataset(folder, [], { map }));
}

const json = (fields: object): readonly Written[] => [
  ["a.jpg", image],
  ["a.json", JSON.stringify(fields)],
];

describe("fields of a tar's JSON", () => {
  it.each([
    [{ captions: ["one", "two"], n: 1 }, ["one", "two"]],
    [{ prompt: "one fine day" }, "one fine day"],
    [{ caption_0: "one", caption_1: "two" }, ["one", "two"]],
    [
      {
        conversations: [
          { from: "human", value: "what?" },
          { from: "gpt", value: "a barn" },
        ],
      },
      "a barn",
    ],
    [{ raw_caption: "one", author: "somebody else here" }, "one"],
    [{ note: "prose that nobody calls a caption" }, undefined],
  ])("%j", async (fields, captions) => {
    const { pairs } = await read(json(fields));
    expect(pairs.map((pair) => pair.captions ?? pair.caption)).toEqual([captions]);
    expect(pairs[0]?.error).toBeUndefined();
  });

  it("stand behind the text beside them, and stay where they say something else", async () => {
    const { pairs } = await read([
      ...json({ captions: ["one", "two"], caption: "a text" }),
      ["a.txt", "a text\n"],
    ]);
    expect(pairs[0]?.caption).toBe("a text\n");
    expect(pairs[0]?.meta).toEqual({ captions: ["one", "two"] });
  });

  it("are pictures where they are base64, and the tar has none", async () => {
    const { pairs } = await read([
      ["a.json", JSON.stringify({ img: image.toString("base64"), text: "a barn" })],
    ]);
    expect(await pairs[0]?.image?.()).toEqual(image);
  });
});

const members: readonly Written[] = [
  ["a.jpg", image],
  ["a.png", other],
  [
    "a.json",
    JSON.stringify({ title: "a title", uid: "u7", img: image.toString("base64"), from: "https://a.org/x" }),
  ],
  ["a.txt", "plain"],
  ["a.alt.txt", "other"],
];

describe("a map of a tar", () => {
  it("names members and fields as captions", async () => {
    const { pairs } = await read(members, [{ caption: [".alt.txt", "title"] }]);
    expect(pairs[0]?.captions).toEqual(["other", "a title"]);
  });

  it.each([
    [[".png"], other],
    [["png"], other],
    [[".JPG"], image],
    [["img"], image],
    [[".gone|.png"], other],
  ])("names a member or a field as the image: %j", async (wish, bytes) => {
    const { pairs } = await read(members, [{ image: wish }]);
    expect(await pairs[0]?.image?.()).toEqual(bytes);
    expect(pairs[0]?.error).toBeUndefined();
    // What is not named is measured all the same.
    expect(contentOf(pairs[0] as Pair).images.length).toBeGreaterThan(1);
  });

  it("names fields as key, URL and licence", async () => {
    const { pairs } = await read(members, [{ key: "uid", url: "from", license: "title" }]);
    expect(pairs[0]).toMatchObject({
      key: "0/u7",
      url: "https://a.org/x",
      license: "a title",
      caption: "plain",
    });
  });

  it("says of a key that comes again that it does, and calls a pair without one after its files", async () => {
    const more: readonly Written[] = [
      ["b.jpg", image],
      ["b.json", JSON.stringify({ uid: "u7" })],
      ["c.jpg", image],
    ];
    const { pairs } = await read([...members, ...more], [{ key: "uid" }]);
    expect(pairs.map(({ key, error }) => [key, error])).toEqual([
      ["0/u7", undefined],
      ["0/u7~2", 'Cannot use the key of "u7~2": it came before in this shard'],
      ["0/c", undefined],
    ]);
  });

  it("takes nothing in place of what is named", async () => {
    const more: readonly Written[] = [
      ["b.jpg", image],
      ["b.txt", "plain"],
    ];
    const { pairs } = await read([...members, ...more], [{ image: [".png"], caption: ["title"] }]);
    expect(pairs[1]?.image).toBeUndefined();
    expect(pairs[1]?.caption).toBeUndefined();
    expect(contentOf(pairs[1] as Pair)).toMatchObject({
      images: [{ name: ".jpg" }],
      texts: [{ text: "plain" }],
    });
  });

  it.each([
    [{ caption: [".gone.txt"] }, /^Cannot use map of "0.tar": wanted the field ".gone.txt", got .jpg, .*$/u],
    [{ image: [".webp"] }, /^Cannot use map of "0.tar": wanted the field ".webp", got .jpg, .*$/u],
    [{ key: "id" }, /^Cannot use map of "0.tar": wanted the field "id", got .jpg, .*$/u],
  ])("is refused where it fits nothing: %j", async (wish, message) => {
    await expect(read(members, [wish])).rejects.toThrow(message);
  });

  it("reads the same pairs again, given back as it was written", async () => {
    const folder = folderOf({ "0.tar": await tarOf(members), "1.tar": await tarOf(json({ text: "one" })) });
    for (const wish of [[], [{ image: [".png"], key: "uid" }]]) {
      const first = await openDataset(folder, [], { map: wish });
      const map = placeMap(first);
      expect(map[0]).toMatchObject({
        format: "webdataset",
        image: wish.length > 0 ? [".png"] : [".jpg|.png"],
      });
      const again = await openDataset(folder, [], { map });
      expect(placeMap(again)).toEqual(map);
      const said = (pairs: readonly Pair[]) =>
        pairs.map(({ key, caption, images = [] }) => [key, caption, images.length]);
      expect(said((await readAll(again)).pairs)).toEqual(said((await readAll(first)).pairs));
      // What some tars lack is said once, by who wishes it.
      expect(again.troubles).toEqual([]);
    }
  });

  it("is of two pictures of a name both", async () => {
    const { pairs } = await read(members);
    expect(pairs[0]?.error).toBeUndefined();
    const images = contentOf(pairs[0] as Pair).images.map(({ name }) => name);
    // The one in the JSON, too, once.
    expect(images).toEqual([".jpg", ".png", "img"]);
  });

  it("speaks one dialect", async () => {
    const both = json({
      URL: "https://a.org/1.jpg",
      TEXT: "of laion",
      image_url: "https://b.org/1.jpg",
      caption: "of cc",
    });
    await expect(read(both)).rejects.toThrow(
      /^Cannot tell what "0.tar" is: laion \(.*\) and conceptual-captions \(.*\) fit equally; say which with --map FILE$/u,
    );
    const { pairs } = await read(both, [{ dialect: "laion" }]);
    expect(pairs[0]).toMatchObject({ caption: "of laion", url: "https://a.org/1.jpg" });
  });

  it("says of a later record that speaks two that it does", async () => {
    const both = {
      URL: "https://a.org/1.jpg",
      TEXT: "of laion",
      image_url: "https://b.org/1.jpg",
      caption: "of cc",
    };
    const first = Array.from({ length: 300 }, (_, i): Written => [`${i}.txt`, "a text"]);
    const { pairs } = await read([...first, ["x.jpg", image], ["x.json", JSON.stringify(both)]]);
    expect(pairs.at(-1)?.error).toMatch(/fit equally/u);
    expect(contentOf(pairs.at(-1) as Pair).texts.map(({ text }) => text)).toContain("of cc");
  });
});
