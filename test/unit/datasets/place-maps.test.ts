import { describe, expect, it } from "vitest";
import { openDataset } from "../../../datasets/index.ts";
import { type PlaceWish, placeMap } from "../../../datasets/map-wish.ts";
import { readAll } from "../../contracts/dataset-format.ts";
import { folderOf, jpeg, parquetFile, picture, tarOf } from "../../support/written.ts";

const image = await jpeg();
const mask = await picture(2);

async function read(files: Readonly<Record<string, string | Uint8Array>>, map: PlaceWish) {
  const dataset = await openDataset(folderOf(files), [], { map });
  const { pairs, troubles } = await readAll(dataset);
  return {
    captions: pairs.map(({ caption }) => caption),
    pairs,
    troubles: [...dataset.troubles, ...troubles],
    map: placeMap(dataset),
  };
}

const urls = (head: string, ...rows: readonly string[]) => [head, ...rows, ""].join("\n");

describe("a wish for a whole folder", () => {
  const files = {
    "a.csv": urls("url,caption,title", "http://a.org/1.jpg,plain a,other a"),
    "b.csv": urls("url,caption", "http://a.org/2.jpg,plain b"),
    "c.jsonl": '{"url": "http://a.org/3.jpg", "caption": "plain c", "title": "other c"}\n',
  };

  it("is of the tables that have the field, and says which lack it", async () => {
    const { captions, troubles, map } = await read(files, [{ caption: ["title"] }]);
    expect(captions).toEqual(["other a", "plain b", "other c"]);
    expect(troubles).toEqual([
      'Cannot use the field "title" of the map everywhere: 2 of 3 files have it, not b.csv; those are read as proposed',
    ]);
    const again = await read(files, map);
    expect(again).toMatchObject({ captions, troubles: [] });
  });

  it("is refused where no table has the field", async () => {
    await expect(read(files, [{ caption: ["alt"] }])).rejects.toThrow(
      'Cannot use map of "a.csv": wanted the field "alt", got url, caption, title',
    );
  });

  it("is refused where it names a file that lacks it", async () => {
    await expect(read(files, [{ files: ["b.csv"], caption: ["title"] }])).rejects.toThrow(
      'Cannot use map of "b.csv": wanted the field "title", got url, caption',
    );
  });

  it("makes no dataset of a table that is none, and is refused there by name", async () => {
    const more = { ...files, "prices.csv": "item,price\nx,1\n" };
    const { captions, troubles } = await read(more, [{ caption: ["title"] }]);
    expect(captions).toHaveLength(3);
    expect(troubles[0]).toMatch(/prices.csv/u);
    await expect(read({ "prices.csv": "item,price\nx,1\n" }, [{ caption: ["gone"] }])).rejects.toThrow(
      'Cannot use map of "prices.csv": wanted the field "gone", got item, price',
    );
  });

  it("is of tars, Parquet and loose files alike", async () => {
    const all = {
      "t.tar": await tarOf([
        ["1.jpg", image],
        ["1.json", '{"caption": "plain t", "title": "other t"}'],
      ]),
      "p.parquet": parquetFile({ image: [image], text: ["plain p"] }),
      "f.jpg": image,
      "f.json": '{"caption": "plain f", "title": "other f"}',
    };
    const { captions, troubles } = await read(all, [{ caption: ["title"] }]);
    expect(captions.sort()).toEqual(["other f", "other t", "plain p"]);
    expect(troubles).toEqual([
      'Cannot use the field "title" of the map everywhere: 2 of 3 files have it, not p.parquet; those are read as proposed',
    ]);
  });

  it("of two names takes what a table has", async () => {
    const { captions } = await read(files, [{ caption: ["title", "caption"] }]);
    expect(captions).toEqual(["other a", "plain b", "other c"]);
  });
});

describe("a wish for a folder of pictures", () => {
  const files = {
    "0.jpg": image,
    "0.png": mask,
    "0.txt": "plain",
    "0.json": '{"uid": "u0", "title": "other"}',
    "1.jpg": image,
    "1.json": '{"uid": "u1", "title": "more"}',
  };

  it("names the pictures, their captions and their keys", async () => {
    const { pairs, troubles } = await read(files, [{ image: [".jpg"], caption: ["title"], key: "uid" }]);
    expect(pairs.map(({ key, caption }) => [key, caption])).toEqual([
      ["folder-00000/u0", "other"],
      ["folder-00000/u1", "more"],
    ]);
    expect(troubles).toEqual([
      "Cannot read 1 file beside the folder (pictures that nothing names): 0.png; audit it apart",
    ]);
  });

  it.each([[{ image: [".webp"] }], [{ caption: ["alt"] }], [{ key: "id" }]])(
    "is refused: %j",
    async (wish) => {
      await expect(read(files, [wish])).rejects.toThrow(/^Cannot use map of ".": wanted the field "/u);
    },
  );
});
