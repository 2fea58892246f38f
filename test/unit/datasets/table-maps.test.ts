import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { openDataset } from "../../../datasets/index.ts";
import { readAll } from "../../contracts/dataset-format.ts";
import { folderOf, jpeg, parquetFile, tarOf, type Written } from "../../support/written.ts";

const image = await jpeg();
const pictures = (...names: readonly string[]) => Object.fromEntries(names.map((name) => [name, image]));
const lines = (...records: readonly object[]) => records.map((one) => `${JSON.stringify(one)}\n`).join("");

/** What a place of files gives: its format, its pairs, and what is said of it. */
async function read(files: Readonly<Record<string, string | Uint8Array>>, one = "") {
  const dataset = await openDataset(`${folderOf(files)}/${one}`);
  const { pairs, troubles } = await readAll(dataset);
  return { ...dataset, pairs, troubles: [...dataset.troubles, ...troubles] };
}

const captionsOf = (pairs: Awaited<ReturnType<typeof read>>["pairs"]) =>
  pairs.map(({ caption, captions }) => captions ?? caption);

describe("captions under other names", () => {
  it.each([
    ["prompt"],
    ["alt_text"],
    ["raw_caption"],
    ["blip_caption"],
    ["description"],
    ["Caption Text"],
    ["answer"],
    ["what_is_seen"],
  ])("%s", async (name) => {
    const { pairs } = await read({
      "metadata.jsonl": lines({ file_name: "0.jpg", width: 8, [name]: "a red barn in a field" }),
      ...pictures("0.jpg"),
    });
    expect(captionsOf(pairs)).toEqual(["a red barn in a field"]);
    expect(pairs[0]?.meta).toEqual({ width: 8 });
  });

  it.each([
    ["a list", { captions: ["one", "two"] }],
    ["numbered fields", { caption_1: "two", caption_0: "one" }],
    [
      "records",
      {
        sentences: [
          { raw: "one", sentid: 1 },
          { raw: "two", sentid: 2 },
        ],
      },
    ],
    ["languages", { caption: { en: "one", de: "two" } }],
    ["JSON in a text", { raw: '["one", "two"]' }],
    ["a list as Python prints it", { caption: "['one', \"two\"]" }],
  ])("several in %s are captions of one pair", async (_, fields) => {
    const { pairs } = await read({
      "metadata.jsonl": lines({ file_name: "0.jpg", ...fields }),
      ...pictures("0.jpg"),
    });
    expect(captionsOf(pairs)).toEqual([["one", "two"]]);
    expect(pairs[0]?.caption).toBe("one");
  });

  it("rows of one picture are pairs of one sample", async () => {
    const { pairs } = await read({
      "metadata.csv": "file_name,text\n0.jpg,one\n0.jpg,two\n1.jpg,three\n",
      ...pictures("0.jpg", "1.jpg"),
    });
    const [first, second, third] = pairs.map(({ sample }) => sample);
    expect(first).toBe(second);
    expect(third).not.toBe(first);
  });

  it("answers of conversations are captions, and the questions stay beside them", async () => {
    const turns = [
      { from: "human", value: "<image>\nWhat is this?" },
      { from: "gpt", value: "a red barn" },
      { from: "human", value: "Where?" },
      { from: "gpt", value: "in a field" },
    ];
    const { pairs, maps } = await read({
      "llava.json": JSON.stringify([{ id: "7", image: "coco/0.jpg", conversations: turns }]),
      ...pictures("images/coco/0.jpg"),
    });
    expect(maps[0]?.map.dialect).toBe("llava");
    expect(captionsOf(pairs)).toEqual([["a red barn", "in a field"]]);
    expect(pairs[0]?.meta).toEqual({ id: "7", conversations: turns });
    expect(await pairs[0]?.image?.()).toEqual(image);
  });
});

describe("images under other names", () => {
  it.each([["img"], ["photo"], ["pixel_values"], ["thing"]])("bytes in a Parquet column %s", async (name) => {
    const { pairs, hasImages } = await read({
      "a.parquet": parquetFile({ [name]: [image], caption: ["a barn"] }),
    });
    expect(hasImages).toBe(true);
    expect(Buffer.from((await pairs[0]?.image?.()) ?? [])).toEqual(image);
    expect(pairs[0]?.images?.map((one) => one.name)).toEqual([name]);
  });

  it("two columns are two images, and other bytes are kept beside the pair", async () => {
    const { pairs } = await read({
      "a.parquet": parquetFile({
        left: [image],
        right: [image],
        hash: [Buffer.from([1, 2])],
        text: ["a barn"],
      }),
    });
    expect(pairs[0]?.images?.map(({ name }) => name)).toEqual(["left", "right"]);
    expect(pairs[0]?.blobs?.map(({ name }) => name)).toEqual(["hash"]);
  });

  it.each([
    ["base64", { image_base64: image.toString("base64") }],
    ["a data URI", { img: `data:image/jpeg;base64,${image.toString("base64")}` }],
    ["nested base64", { image: { bytes: image.toString("base64"), path: "0.jpg" } }],
    ["a list", { images: [image.toString("base64")] }],
  ])("%s in JSON", async (_, fields) => {
    const { pairs } = await read({ "a.jsonl": lines({ ...fields, caption: "a barn" }) });
    expect(await pairs[0]?.image?.()).toEqual(image);
    expect(JSON.stringify(pairs[0]?.meta)).not.toContain("/9j/");
  });

  it.each([
    ["beside", "0.jpg", "0.jpg"],
    ["in a folder of pictures", "0.jpg", "images/0.jpg"],
    ["by a path of another machine", "/data/train/0.jpg", "train/0.jpg"],
    ["without ending", "000000000", "imgs/000000000.jpg"],
    ["by a number less its zeros", "137576", "val2017/000000137576.jpg"],
    ["with accents as macOS parts them", "caf\u00e9.jpg", "cafe\u0301.jpg"],
  ])("names of files %s", async (_, name, file) => {
    const { pairs, troubles } = await read({
      "captions.jsonl": lines({ image: name, caption: "a barn" }),
      [file]: image,
    });
    expect(pairs.map(({ error, caption }) => [error, caption])).toEqual([[undefined, "a barn"]]);
    expect(await pairs[0]?.image?.()).toEqual(image);
    expect(troubles).toEqual([]);
  });

  it("are numbers under the name of an image's number, where files are called so and there are captions", async () => {
    const { pairs } = await read({
      "captions.json": JSON.stringify([{ image_id: 137576, caption: "a barn" }]),
      "val2017/000000137576.jpg": image,
    });
    expect(await pairs[0]?.image?.()).toEqual(image);
  });

  it("are errors where they are not there, and nothing is audited as text alone", async () => {
    const { pairs, hasImages } = await read({ "a.jsonl": lines({ photo: "gone.jpg", caption: "a barn" }) });
    expect(hasImages).toBe(true);
    expect(pairs[0]?.error).toBe('Cannot read image "gone.jpg": no such file');
  });
});

describe("tables of URLs", () => {
  const rows = [0, 1].map((n) => ({ url: `http://example.org/${n}.jpg`, caption: `caption ${n}` }));
  const cells = (by: string) =>
    ["url", ...rows.map(({ url }) => url)].map((url, i) =>
      [url, ["caption", ...rows.map((r) => r.caption)][i]].join(by),
    );
  it.each([
    ["a.csv", cells(",").join("\n"), "csv"],
    ["a.csv", cells(";").slice(1).join("\n"), "csv"],
    ["a.tsv", cells("\t").join("\n"), "tsv"],
    ["a.tsv", cells("\t").slice(1).join("\n"), "tsv"],
    ["a.jsonl", lines(...rows), "jsonl"],
    ["a.jsonl.gz", gzipSync(lines(...rows)), "jsonl"],
    ["a.json", JSON.stringify(rows), "json"],
    ["a.json.gz", gzipSync(JSON.stringify(rows)), "json"],
    ["a.json", JSON.stringify({ info: { year: 2026 }, annotations: rows }, null, 2), "json"],
    [
      "a.json",
      JSON.stringify({ urls: rows.map(({ url }) => url), captions: rows.map(({ caption }) => caption) }),
      "json",
    ],
    ["a.json", JSON.stringify({ a: rows[0], b: rows[1] }), "json"],
  ])("%s %#", async (name, text, format) => {
    for (const one of ["", name]) {
      const dataset = await read({ [name]: text }, one);
      expect([dataset.format, dataset.hasImages, dataset.troubles]).toEqual([format, false, []]);
      expect(dataset.pairs.map(({ url, caption, error }) => ({ url, caption, error }))).toEqual(rows);
    }
  });

  it("read a JSON file by the parts that it is cut into, without a seam", async () => {
    const many = Array.from({ length: 25_000 }, (_, n) => ({
      url: `http://example.org/${n}`,
      caption: `{"[${n}`,
    }));
    const { pairs, shards } = await read({ "a.json": JSON.stringify(many) });
    expect(shards.map(({ name }) => name)).toEqual(["a-00000", "a-00001", "a-00002"]);
    expect(pairs.map(({ caption }) => caption)).toEqual(many.map(({ caption }) => caption));
  });

  it("say where JSON is torn, and that a file of settings is none", async () => {
    const torn = await read({ "a.json": `${JSON.stringify(rows).slice(0, -1)}, {"url": "htt` });
    expect(torn.pairs).toHaveLength(2);
    expect(torn.troubles[0]).toMatch(/^Cannot read "a.json" to its end: the text ends/u);
    const files = { "config.json": '{"model": {"name": "x"}, "list": [1, 2]}', "a.jsonl": lines(...rows) };
    expect((await read(files)).format).toBe("jsonl");
  });
});

describe("a folder of several kinds", () => {
  it("is read whole, and each part says what its fields are", async () => {
    const members: readonly Written[] = [
      ["5.jpg", image],
      ["5.txt", "in a tar"],
    ];
    const { format, pairs, troubles, shards } = await read({
      "0.jpg": image,
      "0.txt": "loose",
      "more.tar": await tarOf(members),
      "even-more.parquet": parquetFile({ image: [image], text: ["in parquet"] }),
      "urls.csv": "url,caption\nhttp://example.org/1.jpg,by url\n",
    });
    expect(format).toBe("webdataset+parquet+csv+folder");
    expect(captionsOf(pairs).sort()).toEqual(["by url", "in a tar", "in parquet", "loose"]);
    expect(troubles).toEqual([]);
    expect(shards.map(({ hasImages }) => hasImages)).toEqual([true, true, false, true]);
  });

  it("keeps pictures to the table that names them, and names those that nothing does", async () => {
    const { pairs, troubles } = await read({
      "metadata.jsonl": lines({ file_name: "0.jpg", text: "a barn" }),
      ...pictures("0.jpg", "1.jpg"),
    });
    expect(pairs).toHaveLength(1);
    expect(troubles).toEqual([
      "Cannot read 1 file beside the imagefolder (pictures that nothing names): 1.jpg; audit it apart",
    ]);
  });

  it("names dialects that fit equally", async () => {
    const both = {
      messages: [{ content: "hello" }],
      conversations: [{ value: "a barn here" }],
      image: "0.jpg",
    };
    await expect(read({ "a.jsonl": lines(both), ...pictures("0.jpg") })).rejects.toThrow(
      /^Cannot tell what "a.jsonl" is: llava \(.*\) and sharegpt \(.*\) fit equally; say which with --map FILE$/u,
    );
  });
});
