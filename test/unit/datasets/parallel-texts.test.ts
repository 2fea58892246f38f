import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openDataset } from "../../../datasets/index.ts";
import { readAll } from "../../contracts/dataset-format.ts";
import { curated } from "../../support/curated.ts";
import { checkFindings } from "../../support/scored-run.ts";
import { folderOf, jpeg } from "../../support/written.ts";

const CAPTIONS = "SBU_captioned_photo_dataset_captions.txt";
const URLS = "SBU_captioned_photo_dataset_urls.txt";
const lines = (count: number, of: (n: number) => string) =>
  Array.from({ length: count }, (_, n) => `${of(n)}\n`).join("");
const url = (n: number) => `http://static.example.org/${n}.jpg`;
const sbu = (count: number) => ({
  [CAPTIONS]: lines(count, (n) => (n === 1 ? "" : `A barn, red ; number ${n} .`)),
  [URLS]: lines(count, url),
});

describe("two texts whose lines belong together", () => {
  it("are read as one table, whatever stands in a line, and nothing of them is left", async () => {
    const dataset = await openDataset(folderOf(sbu(3)));
    const { pairs, troubles } = await readAll(dataset);
    expect([...dataset.troubles, ...troubles]).toEqual([]);
    expect(pairs.map((pair) => [pair.url, pair.caption])).toEqual([
      [url(0), "A barn, red ; number 0 ."],
      [url(1), ""],
      [url(2), "A barn, red ; number 2 ."],
    ]);
  });

  it("are cut into shards that fit each other", async () => {
    const dataset = await openDataset(folderOf(sbu(25_000)));
    expect(dataset.shards).toHaveLength(3);
    const { pairs } = await readAll(dataset);
    expect(pairs).toHaveLength(25_000);
    const last = pairs.at(-1);
    expect([last?.url, last?.caption]).toEqual([url(24_999), "A barn, red ; number 24999 ."]);
  });

  it("may name pictures that lie beside", async () => {
    const image = await jpeg();
    const { pairs } = await readAll(
      await openDataset(
        folderOf({
          "captions.txt": "a barn\na tree\n",
          "images.txt": "pics/0.jpg\npics/1.jpg\n",
          "pics/0.jpg": image,
          "pics/1.jpg": image,
        }),
      ),
    );
    expect(pairs.map(({ caption, image: own }) => [caption, own !== undefined])).toEqual([
      ["a barn", true],
      ["a tree", true],
    ]);
  });

  it("are refused where one has more lines: nobody knows which is missing", async () => {
    await expect(openDataset(folderOf({ ...sbu(3), [URLS]: lines(2, url) }))).rejects.toThrow(
      `Cannot open "${CAPTIONS}": wanted as many lines as "${URLS}" has, 2, got 3`,
    );
  });

  it("are no pair where the captions name their pictures themselves", async () => {
    const { pairs } = await readAll(
      await openDataset(
        folderOf({
          "captions.txt": "image,caption\n0.jpg,a barn\n",
          "urls.txt": `${url(0)}\n${url(1)}\n`,
          "0.jpg": await jpeg(),
        }),
      ),
    );
    expect(pairs.map(({ caption }) => caption)).toEqual(["a barn"]);
  });

  it("are written as two texts again, whose lines still fit, and proven", async () => {
    const { to } = await curated(folderOf(sbu(4)));
    // The line without a caption is no pair.
    expect(readFileSync(join(to, CAPTIONS), "utf8").split("\n").slice(0, 3)).toEqual(
      [0, 2, 3].map((n) => `A barn, red ; number ${n} .`),
    );
    expect(readFileSync(join(to, URLS), "utf8")).toBe([0, 2, 3].map((n) => `${url(n)}\n`).join(""));
    expect(await checkFindings(to)).toEqual([]);
  });
});
