import { describe, expect, it } from "vitest";
import { openDataset, type Pair } from "../../../datasets/index.ts";
import { readAll } from "../../contracts/dataset-format.ts";
import { folderOf, picture } from "../../support/written.ts";

const images = await Promise.all([0, 1].map(picture));
const captionsOf = (pairs: readonly Pair[]) => pairs.map(({ caption, captions }) => captions ?? caption);

async function readPlace(files: Readonly<Record<string, string | Uint8Array>>) {
  const dataset = await openDataset(folderOf(files));
  const { pairs, troubles } = await readAll(dataset);
  return { ...dataset, pairs, troubles: [...dataset.troubles, ...troubles] };
}

const [first = new Uint8Array(), second = new Uint8Array()] = images;
const pictures = { "images/0.jpg": first, "images/1.jpg": second };
const both = [
  ["a barn", "une grange"],
  ["two dogs", "deux chiens"],
];

describe("several texts of a picture", () => {
  it.each([
    [
      "in folders of languages",
      { "en/0.txt": "a barn", "fr/0.txt": "une grange", "en/1.txt": "two dogs", "fr/1.txt": "deux chiens" },
    ],
    [
      "in folders of languages in one",
      {
        "captions/en/0.txt": "a barn",
        "captions/fr/0.txt": "une grange",
        "captions/en/1.txt": "two dogs",
        "captions/fr/1.txt": "deux chiens",
      },
    ],
    [
      "in folders called after captions",
      {
        "captions_a/0.caption": "a barn",
        "captions_b/0.caption": "une grange",
        "captions_a/1.caption": "two dogs",
        "captions_b/1.caption": "deux chiens",
      },
    ],
    [
      "beside it",
      {
        "images/0.en.txt": "a barn",
        "images/0.fr.txt": "une grange",
        "images/1.en.txt": "two dogs",
        "images/1.fr.txt": "deux chiens",
      },
    ],
  ])("%s are its captions", async (_, texts) => {
    const { pairs, troubles, format } = await readPlace({ ...pictures, ...texts });
    expect([format, troubles]).toEqual(["folder", []]);
    expect(captionsOf(pairs)).toEqual(both);
  });

  it("keeps what splits hold apart, also where their pictures have the same names", async () => {
    const { pairs, troubles, shards } = await readPlace({
      "train/images/0.jpg": first,
      "train/en/0.txt": "a barn",
      "train/fr/0.txt": "une grange",
      "test/images/0.jpg": second,
      "test/en/0.txt": "two dogs",
      "test/fr/0.txt": "deux chiens",
    });
    expect(troubles).toEqual([]);
    expect(captionsOf(pairs)).toEqual([...both].reverse());
    expect(shards.map(({ name }) => name)).toEqual(["test-00000", "train-00000"]);
  });

  it("reads the one that is there, and names what is no caption", async () => {
    const { pairs, troubles } = await readPlace({
      ...pictures,
      "en/0.txt": "a barn",
      "fr/0.txt": "une grange",
      "fr/1.txt": "deux chiens",
      "labels/0.txt": "0 0.5 0.5 0.1 0.2",
    });
    expect(captionsOf(pairs)).toEqual([["a barn", "une grange"], "deux chiens"]);
    expect(troubles).toEqual([expect.stringContaining("labels/0.txt")]);
  });

  it("gives the caption to the picture, and none to what is drawn of it", async () => {
    const { pairs, troubles } = await readPlace({
      "images/0.jpg": first,
      "masks/0.png": second,
      "depth_maps/0.png": second,
      "captions/0.txt": "a barn",
    });
    expect(pairs.map(({ key, caption }) => [key.split("/").slice(1).join("/"), caption])).toEqual([
      ["depth_maps/0.png", undefined],
      ["images/0.jpg", "a barn"],
      ["masks/0.png", undefined],
    ]);
    expect(troubles).toEqual([]);
  });

  it("takes no text of another folder's picture", async () => {
    const { pairs } = await readPlace({
      "a/0.jpg": first,
      "b/0.jpg": second,
      "en/0.txt": "a barn",
      "fr/0.txt": "x y",
    });
    expect(captionsOf(pairs)).toEqual([undefined, undefined]);
  });
});
