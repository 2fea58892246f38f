import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openDataset } from "../../../datasets/index.ts";
import { readAll } from "../../contracts/dataset-format.ts";
import { folderOf, jpeg, readFolder } from "../../support/written.ts";

const fixtures = "test/fixtures/datasets";
const open = async (path: string) => readAll(await openDataset(`${fixtures}/${path}`));

describe("imagefolder", () => {
  it("reads splits, takes text before caption, and keeps keys of splits apart", async () => {
    const { pairs } = await open("imagefolder-jsonl");
    expect(pairs.map(({ key, caption }) => [key, caption])).toEqual([
      ["test-metadata-00000/1.jpg", "caption 1"],
      ["test-metadata-00000/2.jpg", "caption 2"],
      ["train-metadata-00000/0.jpg", "caption 0"],
      ["train-metadata-00000/1.jpg", "caption 1"],
    ]);
    expect(pairs[0]).toMatchObject({ license: "CC0-1.0", meta: { caption: "" } });
    expect((await pairs[0]?.image?.())?.slice(0, 2)).toEqual(Buffer.from([0xff, 0xd8]));
  });

  it.each(["csv", "parquet"])("reads %s, with commas, quotes and line ends in captions", async (kind) => {
    const { pairs } = await open(`imagefolder-${kind}`);
    expect(pairs.map(({ caption }) => caption)).toEqual([
      "plain",
      'with, comma and "quotes"',
      "over\ntwo lines",
    ]);
    expect(pairs[2]?.url).toBe("https://example.org/2");
    expect(String(pairs[2]?.meta["rating"])).toBe("3");
  });

  it("makes each bad row an error, and goes on", async () => {
    const rows = [
      '{"file_name": "1.jpg", "text": "good"}',
      "{broken",
      '["a", "list"]',
      '{"text": "no name"}',
      '{"file_name": "gone.jpg", "text": "gone"}',
      '{"file_name": "../1.jpg", "text": "climbs"}',
      '{"file_name": "/etc/hostname", "text": "absolute"}',
      '{"file_name": "deep", "text": "a folder"}',
      '{"file_name": "1.jpg", "text": 5}',
      "",
      '{"image_file_name": "1.jpg", "text": "second caption"}',
      '{"error": "only a field", "trouble": "only a field"}',
    ];
    const files = { "metadata.jsonl": rows.join("\r\n"), "1.jpg": await jpeg(), "deep/2.jpg": await jpeg() };
    const { pairs, troubles } = await readFolder(files);
    expect(troubles).toEqual([]);
    expect(pairs.map(({ key, error }) => [key.replace("metadata-00000/", ""), error])).toEqual([
      ["1.jpg", undefined],
      ["#1", "Cannot read line: wanted a JSON object, got broken JSON"],
      ["#2", "Cannot read line: wanted a JSON object, got a list"],
      ["#3", "Cannot read row: wanted a file_name, got none"],
      ["gone.jpg", 'Cannot read image "gone.jpg": no such file'],
      [
        "../1.jpg",
        'Cannot read image "../1.jpg": wanted a path inside the dataset, got one that leads out of it',
      ],
      [
        "/etc/hostname",
        'Cannot read image "/etc/hostname": wanted a path inside the dataset, got one that leads out of it',
      ],
      ["deep", 'Cannot read image "deep": wanted a file, got something else'],
      ["1.jpg~2", 'Cannot read caption "text": wanted text, got a number'],
      ["1.jpg~3", undefined],
      ["#10", "Cannot read row: wanted a file_name, got none"],
    ]);
    expect(pairs[9]?.caption).toBe("second caption");
    expect(pairs[4]?.caption).toBe("gone");
  });

  it("cuts 25,000 rows into three shards that join without a seam", async () => {
    const rows = Array.from({ length: 25_000 }, (_, i) => `{"file_name": "a.jpg", "text": "${i}"}\n`);
    const dataset = await openDataset(folderOf({ "metadata.jsonl": rows.join(""), "a.jpg": "x" }));
    expect(dataset.shards.map(({ name }) => name)).toEqual([
      "metadata-00000",
      "metadata-00001",
      "metadata-00002",
    ]);
    const { pairs } = await readAll(dataset);
    expect(pairs.map(({ caption }) => Number(caption))).toEqual(rows.map((_, i) => i));
    expect(new Set(pairs.map(({ key }) => key)).size).toBe(25_000);
  });

  it("reads back any text, in order", async () => {
    const texts = fc.array(fc.string({ unit: "binary" }), { minLength: 1, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(texts, async (drawn) => {
        const rows = drawn.map((text, i) => `${JSON.stringify({ file_name: `${i}.jpg`, text })}\n`);
        const { pairs } = await readFolder({ "metadata.jsonl": rows.join("") });
        expect(pairs.map(({ caption }) => caption)).toEqual(drawn);
      }),
      { numRuns: 50 },
    );
  });

  it("makes a row that nothing closes an error, and says its line", async () => {
    const { pairs, troubles } = await readFolder({
      "metadata.csv": 'file_name,text\n1.jpg,good\n2.jpg,"never closed\n',
    });
    expect(pairs.map(({ caption }) => caption)).toEqual(["good", undefined]);
    expect(pairs[1]?.error).toMatch(/line 3: wanted a quote that closes the one before its text/u);
    expect(troubles).toEqual([]);
  });
});

describe("coco", () => {
  it("makes every caption a pair, whatever stands in it", async () => {
    const { pairs } = await open("coco");
    expect(pairs.map(({ key, caption }) => [key.split("/").slice(1).join("/"), caption])).toEqual([
      ["1/10", 'a "quoted" {brace} [bracket]'],
      ["1/11", "another \\ caption"],
      ["2/12", "third"],
      ["3/13", "its file is gone"],
      ["9/14", "its image is unknown"],
      ["2/15", undefined],
    ]);
    expect(pairs[0]).toMatchObject({
      url: "http://images.cocodataset.org/1.jpg",
      license: "Attribution License",
      meta: { file_name: "COCO_train2014_000000000001.jpg" },
    });
    expect(pairs.map(({ image }) => image !== undefined)).toEqual([true, true, true, false, false, true]);
    expect(pairs.map(({ error }) => error?.replace(/"[^"]*"/u, "…"))).toEqual([
      ...[undefined, undefined, undefined],
      "Cannot read image …: no such file",
      "Cannot find image …: no entry in images has that id",
      "Cannot read caption: wanted text, got a number",
    ]);
  });

  it("reads a file without its images as metadata, and a torn one as far as it goes", async () => {
    const text = JSON.stringify({
      images: [{ id: 1, file_name: "1.jpg" }],
      annotations: Array.from({ length: 25_000 }, (_, id) => ({ image_id: 1, id, caption: `${id}` })),
    });
    const dataset = await openDataset(folderOf({ "captions.json": text }));
    expect([dataset.hasImages, dataset.shards.length]).toEqual([false, 3]);
    const { pairs } = await readAll(dataset);
    expect(pairs.map(({ caption }) => Number(caption))).toEqual(
      Array.from({ length: 25_000 }, (_, id) => id),
    );
    expect(pairs[0]?.error).toBeUndefined();
    const torn = await readFolder({ "captions.json": text.slice(0, -10_000) });
    expect(torn.pairs.length).toBeGreaterThan(24_000);
    expect(torn.troubles).toHaveLength(1);
    expect(torn.troubles[0]).toMatch(
      /^Cannot read "captions.json" to its end: the text ends inside "annotations"/u,
    );
  });

  it("refuses JSON that holds no annotations", async () => {
    const folder = folderOf({ "captions.json": '{"images": [{"id": 1}], "annotations": []}' });
    await expect(openDataset(folder)).rejects.toThrow(/wanted COCO annotations, got none$/u);
  });
});

describe("folder", () => {
  it("takes captions from .txt beside images, and flags bad bytes", async () => {
    const { pairs } = await open("folder");
    expect(pairs.map(({ image: _, stored: __, ...pair }) => pair)).toEqual([
      { key: "folder-00000/deep/0.jpg", row: 0, caption: "caption 0\n", meta: {} },
      { key: "folder-00000/deep/1.jpg", row: 1, caption: "bad \ufffd byte", meta: { invalid_utf8: true } },
      { key: "folder-00000/deep/2.jpg", row: 2, meta: {} },
    ]);
  });

  it("says that a caption is too long, and keeps the image", async () => {
    const { pairs } = await readFolder({ "1.jpg": await jpeg(), "1.txt": Buffer.alloc(10 * 2 ** 20 + 1) });
    expect(pairs[0]?.error).toBe("Cannot read caption: wanted at most 10485760 bytes, got 10485761");
    expect(pairs[0]?.image).toBeDefined();
  });
});
