import { expect, it } from "vitest";
import { openDataset } from "../../../datasets/index.ts";
import { textCoverage } from "../../../src/pipelines/audit/coverage.ts";
import { readAll } from "../../contracts/dataset-format.ts";
import { folderOf, jpeg, tarOf } from "../../support/written.ts";

async function opened(files: readonly string[], others: Readonly<Record<string, string | Uint8Array>> = {}) {
  const picture = await jpeg();
  const dataset = await openDataset(
    folderOf({ ...Object.fromEntries(files.map((file) => [file, picture])), ...others }),
  );
  const { pairs } = await readAll(dataset);
  return { captionless: dataset.captionless === true, labels: pairs.map(({ meta }) => meta["label"]), pairs };
}

it("takes folders for classes where Hugging Face does, and says that there are no captions", async () => {
  const { captionless, labels } = await opened(["train/cat/0.jpg", "train/dog/1.jpg", "test/dog/2.jpg"]);
  expect([captionless, labels]).toEqual([true, ["dog", "cat", "dog"]]);
});

it.each<[string, readonly string[]]>([
  ["splits", ["train/0.jpg", "test/1.jpg"]],
  ["one folder", ["pictures/0.jpg", "pictures/1.jpg"]],
  ["folders of several depths", ["cat/0.jpg", "dog/small/1.jpg"]],
])("takes %s for no class", async (_, files) => {
  const { captionless, labels } = await opened(files);
  expect([captionless, labels]).toEqual([true, files.map(() => undefined)]);
});

it("takes no folder for a class where pictures have captions, or fields beside them", async () => {
  const told = await opened(["cat/0.jpg", "dog/1.jpg"], { "cat/0.txt": "a cat" });
  expect([told.captionless, told.labels]).toEqual([false, [undefined, undefined]]);
});

it("takes no list of addresses alone for a dataset of pictures: nothing of it would be measured", async () => {
  const folder = folderOf({ "a.csv": "url,width\nhttp://e.org/1.jpg,8\nhttp://e.org/2.jpg,9\n" });
  const dataset = await openDataset(`${folder}/a.csv`);
  const { pairs } = await readAll(dataset);
  expect([dataset.captionless, pairs.map(({ url }) => url)]).toEqual([
    undefined,
    ["http://e.org/1.jpg", "http://e.org/2.jpg"],
  ]);
});

it("knows tars of classes alone from tars with captions", async () => {
  const tar = async (more: readonly (readonly [string, string])[]) =>
    opened([], { "0.tar": await tarOf([["0.jpg", await jpeg()], ["0.cls", "7"], ...more]) });
  expect((await tar([])).captionless).toBe(true);
  expect((await tar([["0.txt", "a cat"]])).captionless).toBe(false);
});

it("calls no caption missing where the dataset has none, and says what of its texts was not read", () => {
  const title = { text: "a title", row: {}, isCaption: false };
  expect(textCoverage([])).toBe("missing");
  expect(textCoverage([title])).toBe("missing");
  expect(textCoverage([title], true)).toBe("none");
  expect(textCoverage([{ ...title, row: { text_unread: "script" } }], true)).toBe("script");
  expect(textCoverage([{ ...title, isCaption: true }], true)).toBe("measured");
});
