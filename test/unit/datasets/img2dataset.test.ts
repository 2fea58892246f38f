import { parquetWriteBuffer } from "hyparquet-writer";
import { describe, expect, it } from "vitest";
import { openDataset } from "../../../datasets/index.ts";
import { readAll } from "../../contracts/dataset-format.ts";
import { folderOf, tarOf } from "../../support/written.ts";

const fixtures = "test/fixtures/datasets";
const open = async (path: string) => readAll(await openDataset(`${fixtures}/${path}`));

describe("img2dataset's layout", () => {
  it("joins picture, caption and JSON, and counts what was never downloaded", async () => {
    const { pairs, troubles } = await open("img2dataset/00000.tar");
    expect(pairs.map(({ key }) => key)).toEqual(
      ["000000000", "000000001", "000000003", "000000004"].map((key) => `00000/${key}`),
    );
    expect(pairs[2]).toMatchObject({
      row: 2,
      caption: "picture number 3",
      url: "https://example.org/3.jpg",
      license: "CC0-1.0",
      meta: { key: "000000003", status: "success", width: 12 },
    });
    expect((await pairs[2]?.image?.())?.slice(0, 2)).toEqual(Buffer.from([0xff, 0xd8]));
    expect(troubles).toEqual([
      'Cannot audit 2 of 6 rows of "00000.parquet": never downloaded (1 failed_to_download, 1 failed_to_resize)',
    ]);
  });

  it("takes captions from the Parquet where the tar holds none, and misses the pair that it lacks", async () => {
    const { pairs, troubles } = await open("sidecar");
    expect(pairs.map(({ caption }) => caption)).toEqual([0, 1, 3].map((n) => `picture number ${n}`));
    expect(pairs[0]).toMatchObject({ url: "https://example.org/0.jpg", meta: { width: 12 } });
    expect(troubles.at(-1)).toBe('Cannot find 1 of 4 downloaded pairs in "00000.tar"');
  });

  it.each([
    ["keys that are whole paths", ["a/0", "b/0"], ["a/0", "b/0"], ["u:a/0", "u:b/0"], false],
    ["keys that are last parts", ["a/0", "b/1"], ["0", "1"], ["u:0", "u:1"], false],
    ["a key that two rows bear", ["a/0", "b/0", "b/1"], ["0", "0", "1"], [undefined, undefined, "u:1"], true],
    ["a key that two pairs bear", ["a/0", "b/0"], ["0"], [undefined, undefined], true],
    ["a whole key before a last part", ["0", "a/0"], ["0", "a/0"], ["u:0", "u:a/0"], false],
  ] as const)("matches %s, and never with another's row", async (_, stems, keys, urls, isTold) => {
    const table = parquetWriteBuffer({
      columnData: [
        { name: "key", data: [...keys], type: "STRING" },
        { name: "url", data: keys.map((key) => `u:${key}`), type: "STRING" },
      ],
    });
    const tar = await tarOf(stems.map((stem) => [`${stem}.txt`, "x"]));
    const folder = folderOf({ "00000.tar": tar, "00000.parquet": Buffer.from(table) });
    const { pairs, troubles } = await readAll(await openDataset(folder));
    expect(pairs.map(({ url }) => url)).toEqual(urls);
    expect(troubles).toEqual(
      isTold ? [expect.stringMatching(/^Cannot match 2 pairs of "00000.tar".*key "0" is not of one/u)] : [],
    );
  });

  it("reads on when the Parquet beside it is damaged", async () => {
    const folder = folderOf({ "00000.tar": await tarOf([["a.txt", "x"]]), "00000.parquet": "PAR1" });
    const { pairs, troubles } = await readAll(await openDataset(folder));
    expect(pairs).toHaveLength(1);
    expect(troubles).toEqual([
      'Cannot read "00000.parquet" beside its tar: wanted Parquet, got damaged data',
    ]);
  });
});
