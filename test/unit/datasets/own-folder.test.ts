import { expect, it } from "vitest";
import { openDataset } from "../../../datasets/index.ts";
import { readAll } from "../../contracts/dataset-format.ts";
import { folderOf, picture, readFolder } from "../../support/written.ts";

const row = (caption: string, image: string | null = "image.png") => ({ caption, image });

it("finds pictures of one name in the folders that are called after their records", async () => {
  const dataset = await openDataset(
    folderOf({
      "problems.json": JSON.stringify({ 7: row("seven"), 12: row("twelve"), 13: row("none", null) }),
      "train/7/image.png": await picture(1),
      "test/12/image.png": await picture(2),
    }),
  );
  const { pairs, troubles } = await readAll(dataset);
  expect(pairs.map(({ key, caption, error }) => [key, caption, error])).toEqual([
    ["problems-00000/7/image.png", "seven", undefined],
    ["problems-00000/12/image.png", "twelve", undefined],
    ["problems-00000/#2", "none", undefined],
  ]);
  expect(await pairs[1]?.image?.()).toEqual(await picture(2));
  expect(pairs.map(({ images }) => images?.[0]?.place)).toEqual([
    "train/7/image.png",
    "test/12/image.png",
    undefined,
  ]);
  expect(new Set(pairs.slice(0, 2).map(({ sample }) => sample)).size).toBe(2);
  expect([dataset.troubles, troubles]).toEqual([[], []]);
});

it("follows no record out of the place, and gives an error where several fit", async () => {
  const { pairs } = await readFolder({
    "a.jsonl": [
      JSON.stringify({ id: "..", ...row("out") }),
      JSON.stringify({ id: "5", ...row("two of them") }),
    ].join("\n"),
    "x/5/image.png": await picture(1),
    "y/5/image.png": await picture(2),
  });
  expect(pairs.map(({ error }) => error)).toEqual([
    'Cannot read image "image.png": no such file',
    'Cannot read image "image.png": no such file',
  ]);
});
