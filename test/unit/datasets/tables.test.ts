import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openDataset } from "../../../datasets/index.ts";
import { readAll } from "../../contracts/dataset-format.ts";
import { readFolder } from "../../support/written.ts";

const fixtures = "test/fixtures/datasets";
const open = async (path: string) => readAll(await openDataset(`${fixtures}/${path}`));

describe("parquet", () => {
  it("reads Hugging Face's image structs over several files", async () => {
    const { pairs, troubles } = await open("parquet-hub");
    expect(troubles).toEqual([]);
    expect(pairs.map(({ key }) => key.replace(/^.*-of-/u, ""))).toEqual([
      "00002/0",
      "00002/1",
      "00002/0",
      "00002/1",
    ]);
    expect(pairs.map(({ caption }) => caption)).toEqual(["a", "b", undefined, "d"]);
    expect((await pairs[0]?.image?.())?.slice(0, 2)).toEqual(new Uint8Array([0xff, 0xd8]));
    expect(pairs[0]?.meta).toEqual({ label: 1 });
    expect(pairs[3]?.error).toBe(
      'Cannot read image "image": wanted bytes, got only the path of another file',
    );
  });

  it("reads img2dataset's bytes column, and its keys", async () => {
    const { pairs } = await open("parquet/img2dataset.parquet");
    expect(pairs.map(({ key, caption }) => [key, caption])).toEqual([
      ["img2dataset/000000000", "a"],
      ["img2dataset/000000001", "b"],
      ["img2dataset/000000002", "c"],
    ]);
    expect((await pairs[2]?.image?.())?.slice(0, 2)).toEqual(new Uint8Array([0xff, 0xd8]));
  });

  it("reads LAION's metadata, with integers that JSON cannot hold", async () => {
    const dataset = await openDataset(`${fixtures}/parquet/laion.parquet`);
    expect(dataset).toMatchObject({
      hasImages: false,
      columns: ["SAMPLE_ID", "URL", "TEXT", "LICENSE", "NSFW", "similarity"],
    });
    const { pairs } = await readAll(dataset);
    expect(pairs[0]).toEqual({
      key: "laion/0",
      row: 0,
      caption: "one",
      url: "https://example.org/1",
      license: "?",
      record: expect.objectContaining({ SAMPLE_ID: 1152921504606846976n, TEXT: "one" }),
      meta: { SAMPLE_ID: "1152921504606846976", NSFW: "UNLIKELY", similarity: 0.31 },
    });
    expect(pairs[1]).toEqual({
      key: "laion/1",
      row: 1,
      url: "https://example.org/2",
      record: expect.objectContaining({ SAMPLE_ID: 2n, TEXT: null }),
      meta: { SAMPLE_ID: 2, NSFW: "UNSURE", similarity: 0.3 },
    });
  });

  it("uses DataComp's uid as the key, and says when it comes again", async () => {
    const { pairs } = await open("parquet/datacomp.parquet");
    const [f, e] = ["f".repeat(32), "e".repeat(32)];
    expect(pairs.map(({ key }) => key)).toEqual([`datacomp/${f}`, `datacomp/${e}`, `datacomp/${f}~2`]);
    expect(pairs.map(({ error }) => error !== undefined)).toEqual([false, false, true]);
    expect(pairs[0]?.meta).toMatchObject({ face_bboxes: [[0.1, 0.2, 0.3, 0.4]] });
  });

  it("makes wrong types errors of their rows, and text named image no picture", async () => {
    const { pairs } = await open("parquet/wrong-types.parquet");
    for (const { error, image } of pairs) {
      expect(error).toBe('Cannot read caption "caption": wanted text, got a number');
      expect(image).toBeUndefined();
    }
    expect(pairs[0]?.meta).toEqual({ caption: 1, image: "a path" });
  });

  it("says that a file is no Parquet, and reads the others", async () => {
    const good = readFileSync(`${fixtures}/parquet/laion.parquet`);
    const { pairs, troubles } = await readFolder({
      "a.parquet": "no parquet at all",
      "b.parquet": good,
      "c.parquet": good.subarray(0, good.length - 100),
      "d.parquet": "",
    });
    expect(pairs).toHaveLength(3);
    expect(troubles).toHaveLength(3);
    for (const trouble of troubles)
      expect(trouble).toMatch(/^Cannot read "[acd].parquet": wanted a Parquet file, got/u);
  });

  it("turns damaged pages into an error for each of their rows", async () => {
    const damaged = readFileSync(`${fixtures}/parquet/img2dataset.parquet`).fill(0xff, 4, 200);
    const { pairs } = await readFolder({ "a.parquet": damaged });
    expect(pairs.map(({ row }) => row)).toEqual([0, 1, 2]);
    for (const { error } of pairs) expect(error).toMatch(/^Cannot read row: /u);
  });
});

describe("tsv", () => {
  it("finds CC12M's order by looking, and makes bad lines errors", async () => {
    const { pairs } = await open("tsv");
    expect(pairs[0]).toEqual({
      key: "cc12m-00000/0",
      row: 0,
      caption: "caption 0",
      url: "https://example.org/0.jpg",
      record: { column_1: "https://example.org/0.jpg", column_2: "caption 0" },
      line: "https://example.org/0.jpg\tcaption 0",
      meta: {},
    });
    expect(pairs.map(({ error }) => error)).toEqual([
      ...[undefined, undefined, undefined, undefined],
      "Cannot read line: wanted 2 columns, got 1",
      "Cannot read line: wanted 2 columns, got 3",
      undefined,
    ]);
    expect(pairs[6]?.caption).toBe("no line end");
  });

  it("reads it compressed, too, and says when that is torn", async () => {
    const lines = gzipSync("a caption\thttps://example.org/1\r\nanother\tno url\r\n");
    const whole = await readFolder({ "cc3m.tsv.gz": lines });
    expect(whole.pairs.map(({ caption, url }) => [caption, url])).toEqual([
      ["a caption", "https://example.org/1"],
      ["another", undefined],
    ]);
    expect(whole.pairs[1]?.error).toBe('Cannot read line: wanted a URL, got "no url"');
    const torn = await readFolder({ "cc3m.tsv.gz": lines.subarray(0, -12) });
    expect(torn.troubles).toHaveLength(1);
  });

  it("gives one pair for each line, whatever the bytes", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ maxLength: 40 }), { minLength: 1, maxLength: 30 }),
        async (drawn) => {
          const lines = drawn.map((bytes) => Buffer.from(bytes.map((byte) => (byte === 10 ? 9 : byte))));
          const file = Buffer.concat(lines.flatMap((line) => [line, Buffer.from("\n")]));
          const { pairs, troubles } = await readFolder({ "a.tsv": file });
          expect(troubles).toEqual([]);
          expect(pairs.map(({ key }) => key)).toEqual(lines.map((_, i) => `a-00000/${i}`));
        },
      ),
      { numRuns: 50 },
    );
  });

  it("cuts 250,000 lines into 25 shards that join without a seam", async () => {
    const text = Array.from({ length: 250_000 }, (_, i) => `c${i}\thttps://example.org/${i}\n`).join("");
    const { pairs } = await readFolder({ "big.tsv": text });
    expect(pairs.map(({ caption }) => caption)).toEqual(Array.from({ length: 250_000 }, (_, i) => `c${i}`));
    expect(pairs[200_000]).toMatchObject({ key: "big-00020/200000", row: 0 });
  });
});
