import { existsSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { decodeImage, openDataset } from "../../../datasets/index.ts";
import { readAll } from "../../contracts/dataset-format.ts";
import { jpeg, readFolder, readTar, tarOf } from "../../support/written.ts";

const cases = "../shared/data/cases";
const open = async (name: string) => readAll(await openDataset(`${cases}/${name}`));

describe("tables whose rows do not fit", () => {
  it("are errors with their line, and the rows behind them are read", async () => {
    const { pairs } = await readFolder({
      "metadata.csv": 'file_name,text\n1.jpg,a, b, c\n2.jpg,"good, whole"\n3.jpg\n',
      "2.jpg": "x",
    });
    expect(pairs.map(({ caption, error }) => error ?? caption)).toEqual([
      "Cannot read line 2: wanted 2 fields, got 4; a comma in a text needs quotes around it",
      "good, whole",
      "Cannot read line 4: wanted 2 fields, got 1; a comma in a text needs quotes around it",
    ]);
  });
});

describe("Python's JSON", () => {
  it("is read: NaN and infinities are null, long integers keep their digits, texts stay as they are", async () => {
    const line = `{"file_name": "a.jpg", "text": "NaN \\" -Infinity 12345678901234567890", "s": NaN, "t": [-Infinity, 1e400], "uid": 12345678901234567890, "ok": 9007199254740991}`;
    const { pairs } = await readFolder({ "metadata.jsonl": `${line}\n`, "a.jpg": "x" });
    expect(pairs[0]?.error).toBeUndefined();
    expect(pairs[0]?.caption).toBe('NaN " -Infinity 12345678901234567890');
    expect(pairs[0]?.meta).toMatchObject({ s: null, uid: "12345678901234567890", ok: 9007199254740991 });
  });
});

describe("tars", () => {
  it("lose no pair to what stands behind the end mark", async () => {
    const tar = await tarOf([
      ["a.jpg", await jpeg()],
      ["a.txt", "x"],
    ]);
    for (const bytes of [
      Buffer.concat([tar, Buffer.alloc(700, "junk")]),
      gzipSync(Buffer.concat([tar, Buffer.from("j")])),
    ]) {
      const { pairs, troubles } = await readTar(bytes);
      expect(pairs.map(({ error }) => error)).toEqual([undefined]);
      expect(troubles).toEqual([expect.stringMatching(/what stands behind its end mark is no tar/u)]);
    }
  });

  it("with samples that share a name up to the first dot say so", async () => {
    const image = await jpeg();
    const names = ["photo.v1", "photo.v2", "photo.v3"];
    const { pairs } = await readTar(
      await tarOf(
        names.flatMap(
          (name) =>
            [
              [`${name}.jpg`, image],
              [`${name}.txt`, "x"],
            ] as const,
        ),
      ),
    );
    expect(pairs.map(({ error }) => error)).toEqual([
      'Cannot read pair whole: 3 samples (v1, v2, v3) share the name "photo" before the first dot',
    ]);
  });

  it("give the only text of a pair as its caption, and packed images as images", async () => {
    const image = await jpeg();
    const { pairs } = await readTar(
      await tarOf([
        ["0.input.jpg", image],
        ["0.outputs.txt", "a barn"],
        ["1.jpg.gz", gzipSync(image)],
        ["1.txt", "a dog"],
      ]),
    );
    expect(pairs.map(({ caption }) => caption)).toEqual(["a barn", "a dog"]);
    for (const pair of pairs) expect(await pair.image?.()).toEqual(image);
  });
});

describe.skipIf(!existsSync(cases))("the cases of awkward inputs", () => {
  it("f01: rows that do not fit are errors", async () => {
    const { pairs } = await open("f01-csv-commas");
    expect(pairs.map(({ error }) => error !== undefined)).toEqual([false, true, false, true]);
  });

  it("f19, w06: numbers of Python are read", async () => {
    expect((await open("f19-bigint")).pairs[0]?.meta["uid"]).toBe("12345678901234567890");
    const { pairs } = await open("w06-nan-json.tar");
    expect(pairs.map(({ error, meta }) => [error, meta["similarity"]])).toEqual(
      [0.31, null, 0.31, null].map((similarity) => [undefined, similarity]),
    );
  });

  it("p26: bytes are keys", async () => {
    const { pairs } = await open("p26-binary-key.parquet");
    expect(pairs.map(({ key, error }) => [key.split("/")[1], error])).toEqual(
      [0, 1, 2, 3].map((n) => [`00000000${n}`, undefined]),
    );
  });

  it.each([
    ["f07-captions-list", "imagefolder", 4, 4, 8, 0],
    ["f09-file-names-list", "imagefolder", 2, 4, 2, 0],
    ["f14-prompt-column", "imagefolder", 2, 2, 2, 0],
    ["f15-wrong-name", "jsonl", 2, 2, 2, 0],
    ["f16-kohya", "folder", 3, 3, 3, 0],
    ["i01-img2dataset-files", "folder", 3, 3, 3, 3],
    ["o02-base64.jsonl", "jsonl", 3, 3, 3, 0],
    ["o03-data-juicer", "jsonl", 3, 3, 3, 0],
    ["o06-coco-sub", "coco", 6, 6, 6, 6],
    ["o09-mixed-folder", "webdataset+parquet+folder", 4, 4, 4, 0],
    ["p05-caption-list.parquet", "parquet", 4, 4, 8, 0],
    ["p06-caption-numbered.parquet", "parquet", 4, 4, 20, 0],
    ["p10-path-only.parquet", "parquet", 2, 2, 2, 0],
    ["p12-image-other-name.parquet", "parquet", 4, 4, 4, 0],
    ["p16-laion.parquet", "parquet", 3, 0, 3, 3],
    ["u01-urls.csv", "csv", 4, 0, 4, 4],
    ["u02-header.tsv", "tsv", 4, 0, 4, 4],
    ["u04-urls.json", "json", 4, 0, 4, 4],
  ])("%s opens as %s whole, without a flag", async (name, format, pairs, images, captions, urls) => {
    const dataset = await openDataset(`${cases}/${name}`);
    const read = await readAll(dataset);
    const sum = (count: (pair: (typeof read.pairs)[number]) => number) =>
      read.pairs.reduce((all, pair) => all + count(pair), 0);
    // COCO's annotations of objects are named, and no part of the captions.
    const troubles = dataset.troubles.filter((line) => !/annotations without captions/u.test(line));
    expect([troubles, read.troubles, sum(({ error }) => (error ? 1 : 0))]).toEqual([[], [], 0]);
    expect({
      format: dataset.format,
      pairs: read.pairs.length,
      images: sum((pair) => pair.images?.length ?? (pair.image ? 1 : 0)),
      captions: sum((pair) => pair.captions?.length ?? (pair.caption === undefined ? 0 : 1)),
      urls: sum(({ url }) => (url === undefined ? 0 : 1)),
    }).toEqual({ format, pairs, images, captions, urls });
  });

  it("o06: captions of one picture are pairs of one sample", async () => {
    const { pairs } = await open("o06-coco-sub");
    expect(new Set(pairs.map(({ sample }) => sample)).size).toBe(3);
  });

  it("w25: a sparse file is whole", async () => {
    const { pairs } = await open("w25-sparse-pax.tar");
    expect(pairs.map(({ key, error }) => [key.split("/")[1], error])).toEqual(
      ["0", "1", "2"].map((key) => [key, undefined]),
    );
    const bytes = (await pairs[2]?.image?.()) ?? new Uint8Array();
    await expect(decodeImage(bytes)).resolves.toHaveProperty("pixels");
  });

  it("f04: captions in Latin-1 are kept and flagged", async () => {
    const { pairs } = await open("f04-csv-latin1");
    expect(pairs.map(({ meta, error }) => [meta["invalid_utf8"], error])).toEqual(
      Array(4).fill([true, undefined]),
    );
    expect(pairs[0]?.caption).toBe("caf\ufffd a red barn in a field");
  });

  it("w27: no pair gets another's licence and URL", async () => {
    const { pairs, troubles } = await open("w27-sidecar");
    expect(pairs.map(({ url, license }) => [url, license])).toEqual([
      [undefined, undefined],
      [undefined, undefined],
    ]);
    expect(troubles.join()).toContain('its key "0000" is not of one pair alone');
  });

  it("w01, w02: names with dots fold no samples into one", async () => {
    expect((await open("w01-dots.tar")).pairs[0]?.error).toContain("3 samples");
    expect((await open("w02-named-parts.tar")).pairs.map(({ caption }) => caption)).toHaveLength(3);
  });
});
