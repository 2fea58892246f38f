import { expect, it } from "vitest";
import { parquetFile, picture, readFolder, tarOf } from "../../support/written.ts";
import { zipOf } from "../../support/zipped.ts";

const said = "a red barn";
const table = parquetFile({ url: ["https://example.org/0.jpg"], caption: [said] });
const pair = async () => [["0.jpg", await picture(0)] as const, ["0.txt", said] as const];

it.each<[string, () => Promise<Uint8Array>]>([
  ["Parquet called a.tar", async () => table],
  ["Parquet called a.csv", async () => table],
  ["Parquet called part-00000", async () => table],
  ["a tar called a.parquet", async () => tarOf(await pair())],
  ["a tar called a.bin", async () => tarOf(await pair())],
  ["a tar called a.zip", async () => tarOf(await pair())],
  ["a zip called a.tar", async () => zipOf(await pair())],
])("%s is read as what it is", async (what, content) => {
  const name = what.replace(/^.* called /u, "");
  const { pairs, troubles } = await readFolder({ [name]: await content() });
  expect(pairs.map(({ caption, error }) => [caption, error])).toEqual([[said, undefined]]);
  expect(troubles).toEqual([]);
});

it("reads tars in a tar as folders of it, and says what of them cannot be read", async () => {
  const inner = await tarOf(await pair());
  const { pairs, troubles } = await readFolder({
    "all.tar": await tarOf([
      ["shards/00000.tar", inner],
      ["shards/00001.tar", inner.subarray(0, 700)],
      ["more/x.tar", await tarOf([["deep.tar", inner]])],
      ["9.jpg", await picture(1)],
      ["9.tar", inner],
      ["9.txt", "of its own"],
    ]),
  });
  expect(pairs.map(({ key }) => key)).toEqual([
    "all/shards/00000/0",
    "all/shards/00001/0",
    "all/more/x/deep/0",
    "all/9",
  ]);
  expect(pairs[1]?.error).toBeDefined();
  expect(pairs[3]?.caption).toBe("of its own");
  expect(troubles).toEqual(
    expect.arrayContaining([expect.stringMatching(/^Cannot read "shards\/00001\.tar" to its end/u)]),
  );
});
