import { describe, expect, it } from "vitest";
import { openDataset, type Pair } from "../../../datasets/index.ts";
import { readAll } from "../../contracts/dataset-format.ts";
import { folderOf, jpeg } from "../../support/written.ts";

const image = await jpeg();
const captionsOf = (pairs: readonly Pair[]) => pairs.map(({ caption, captions }) => captions ?? caption);
const urls = (n: number) => `https://example.org/${n}.jpg`;
const rows = [0, 1, 2].map((n) => ({ url: urls(n), caption: `a barn ${n}` }));
const [one, two, three] = rows;

async function readPlace(files: Readonly<Record<string, string | Uint8Array>>, name = "") {
  const dataset = await openDataset(`${folderOf(files)}/${name}`);
  const { pairs, troubles } = await readAll(dataset);
  return { ...dataset, pairs, troubles: [...dataset.troubles, ...troubles] };
}

describe("one object in a JSON file", () => {
  it.each([
    [{ image: "0.jpg", caption: "a barn" }, ["a barn"]],
    [{ id: 7, image: "0.jpg", captions: ["a barn", "a red barn"], width: 8 }, [["a barn", "a red barn"]]],
    [
      {
        id: "7",
        image: "0.jpg",
        conversations: [
          { from: "human", value: "What is it? <image>" },
          { from: "gpt", value: "It is a barn." },
        ],
      },
      ["It is a barn."],
    ],
    [
      { file_name: "0.jpg", annotations: [{ caption: "a barn" }, { caption: "a red barn" }] },
      [["a barn", "a red barn"]],
    ],
    [{ "0001": { image: "0.jpg", caption: "a barn" } }, ["a barn"]],
    [{ image: ["0.jpg"], caption: ["a barn"] }, ["a barn"]],
    [{ image: ["0.jpg"], captions: [["a barn", "a red barn"]] }, [["a barn", "a red barn"]]],
    [
      {
        image: ["0.jpg"],
        conversations: [
          [
            { from: "human", value: "What is it?" },
            { from: "gpt", value: "It is a barn." },
          ],
        ],
      },
      ["It is a barn."],
    ],
  ])("is one row, or columns of one: %j", async (value, wanted) => {
    for (const space of [undefined, 2]) {
      const files = { "a.json": JSON.stringify(value, null, space), "0.jpg": image };
      for (const name of ["", "a.json"]) {
        const { pairs, troubles } = await readPlace(files, name);
        expect(troubles).toEqual([]);
        expect(pairs.map(({ error, image: own }) => [error, own !== undefined])).toEqual([[undefined, true]]);
        expect(captionsOf(pairs)).toEqual(wanted);
      }
    }
  });

  it("is a row by its URL, too, and one that speaks of something else is named in a folder", async () => {
    const { pairs } = await readPlace({ "a.json": JSON.stringify(one) });
    expect(pairs).toMatchObject([one]);
    await expect(
      readPlace({
        "package.json": JSON.stringify({ name: "barns", version: "1.0.0", description: "many barns" }),
      }),
    ).rejects.toThrow(/^Cannot open/u);
    const beside = await readPlace({
      "0.jpg": image,
      "0.txt": "a barn",
      "settings.json": JSON.stringify({ title: "Barns of the north", homepage: "https://example.org" }),
    });
    expect(captionsOf(beside.pairs)).toEqual(["a barn"]);
    expect(beside.troubles).toEqual([expect.stringContaining("settings.json")]);
  });
});

describe("rows that lie deeper in a JSON file", () => {
  it.each([
    ["lists in lists", [[[one, two], [three]]]],
    ["lists in lists", [[one, two], [three]]],
    ["a list in an object in an object", { data: { items: rows } }],
    ["a list in three objects", { a: { data: { items: rows } } }],
    ["lists in a list in an object", { data: [[one, two], [three]] }],
    [
      "columns in an object",
      { data: { url: rows.map(({ url }) => url), caption: rows.map(({ caption }) => caption) } },
    ],
    ["rows by name in an object", { data: { a: one, b: two, c: three } }],
    ["beside what is none", { info: { year: 2020 }, version: "1", data: { info: { by: 1 }, items: rows } }],
  ])("are read: %s", async (_, value) => {
    for (const space of [undefined, 2]) {
      const { pairs, troubles } = await readPlace({ "a.json": JSON.stringify(value, null, space) }, "a.json");
      expect(troubles).toEqual([]);
      expect(pairs.map(({ caption, url, error }) => ({ url, caption, error }))).toEqual(rows);
    }
  });

  it.each([
    ["lists", { train: { items: [one, two] }, test: { items: [three] } }],
    [
      "columns",
      {
        train: { url: [urls(0), urls(1)], caption: ["a barn 0", "a barn 1"] },
        test: { url: [urls(2)], caption: ["a barn 2"] },
      },
    ],
    ["rows by name", { train: { a: one, b: two }, test: { c: three } }],
    ["around both", { data: { train: [one, two], test: [three] } }],
  ])("keep their splits: %s", async (_, value) => {
    const { pairs, shards } = await readPlace({ "a.json": JSON.stringify(value) }, "a.json");
    expect(shards.map(({ name }) => name)).toEqual(["train-00000", "test-00001"]);
    expect(captionsOf(pairs)).toEqual(["a barn 0", "a barn 1", "a barn 2"]);
  });
});
