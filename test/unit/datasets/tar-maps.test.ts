import { describe, expect, it } from "vitest";
import { openDataset } from "../../../datasets/index.ts";
import type { PlaceWish } from "../../../datasets/map-wish.ts";
import { readAll } from "../../contracts/dataset-format.ts";
import { folderOf, jpeg, tarOf, type Written } from "../../support/written.ts";

const image = await jpeg();

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

describe("a map of a tar", () => {
  const members: readonly Written[] = [
    ...json({ title: "a title" }),
    ["a.txt", "plain"],
    ["a.alt.txt", "other"],
  ];

  it("names members and fields as captions", async () => {
    const { pairs } = await read(members, [{ caption: [".alt.txt", "title"] }]);
    expect(pairs[0]?.captions).toEqual(["other", "a title"]);
  });

  it.each([
    [{ caption: [".gone.txt"] }, /^Cannot use map of "0.tar": wanted the field ".gone.txt", got .txt, .*$/u],
    [{ image: [".png"] }, /^Cannot use map of "0.tar": wanted captions only/u],
  ])("is refused where it fits nothing: %j", async (wish, message) => {
    await expect(read([["a.txt", "plain"], ...members], [wish])).rejects.toThrow(message);
  });
});
