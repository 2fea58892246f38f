import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parquetWriteBuffer } from "hyparquet-writer";
import { describe, expect, it } from "vitest";
import { root } from "../support/cli.ts";
import { curated } from "../support/curated.ts";
import { inPython, withoutPython } from "../support/python.ts";
import { folderOf, picture, tarOf } from "../support/written.ts";

interface Split {
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  readonly features: Readonly<Record<string, string>>;
}

async function loaded(folder: string): Promise<Readonly<Record<string, Split>>> {
  return (await inPython("load.py", "datasets", folder)) as Readonly<Record<string, Split>>;
}

async function hubParquet(...numbers: readonly number[]): Promise<Buffer> {
  const images = [];
  for (const n of numbers) images.push({ bytes: new Uint8Array(await picture(n)), path: `${n}.jpg` });
  return Buffer.from(
    parquetWriteBuffer({
      schema: [
        { name: "root", num_children: 2 },
        { name: "image", repetition_type: "OPTIONAL", num_children: 2 },
        { name: "bytes", type: "BYTE_ARRAY", repetition_type: "OPTIONAL" },
        { name: "path", type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "OPTIONAL" },
        { name: "text", type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "OPTIONAL" },
      ],
      columnData: [
        { name: "image", data: images },
        { name: "text", data: numbers.map((n) => `picture number ${n}`) },
      ],
      kvMetadata: [
        {
          key: "huggingface",
          value:
            '{"info": {"features": {"image": {"_type": "Image"}, "text": {"dtype": "string", "_type": "Value"}}}}',
        },
      ],
    }),
  );
}

/** The same three pairs, two to train with and one to test, as people store splits. */
const splitSources: Readonly<Record<string, () => Promise<string>>> = {
  "parquet named by split": async () =>
    folderOf({
      "data/test-00000-of-00001.parquet": await hubParquet(2),
      "data/train-00000-of-00002.parquet": await hubParquet(0),
      "data/train-00001-of-00002.parquet": await hubParquet(1),
    }),
  "imagefolders named by split": async () =>
    folderOf({
      "test/metadata.jsonl": '{"file_name": "2.jpg", "text": "picture number 2"}\n',
      "test/2.jpg": await picture(2),
      "train/metadata.jsonl": [0, 1]
        .map((n) => `{"file_name": "${n}.jpg", "text": "picture number ${n}"}\n`)
        .join(""),
      "train/0.jpg": await picture(0),
      "train/1.jpg": await picture(1),
    }),
};

describe.skipIf(withoutPython)("Hugging Face datasets", () => {
  describe.each(Object.keys(splitSources))("splits of %s", (name) => {
    it.each(["webdataset", "imagefolder", "parquet"])("as %s", async (format) => {
      const source = (await splitSources[name]?.()) ?? "";
      const { to, ran } = await curated(source, "--format", format);
      expect(ran.code, ran.stderr).toBe(0);
      const splits = await loaded(to);
      const counts = Object.fromEntries(
        Object.entries(splits).map(([split, { rows }]) => [split, rows.length]),
      );
      expect(counts).toEqual({ train: 2, test: 1 });
      const caption = format === "webdataset" ? "txt" : "text";
      const captions = splits["train"]?.rows.map((row) => row[caption]) ?? [];
      // An imagefolder's reader takes the folders in an order of its own.
      expect(format === "imagefolder" ? captions.toSorted() : captions).toEqual([
        "picture number 0",
        "picture number 1",
      ]);
      const image = splits["test"]?.rows[0]?.[format === "webdataset" ? "jpg" : "image"];
      expect(image).toEqual({ picture: [10, 6], mode: "RGB" });
    });
  });

  it("splits of tars that lie in folders, and stay there", async () => {
    const pair = async (n: number) =>
      [
        [`${n}.jpg`, await picture(n)],
        [`${n}.txt`, `picture number ${n}`],
      ] as const;
    const source = folderOf({
      "train/00000.tar": await tarOf([...(await pair(0)), ...(await pair(1))]),
      "test/00000.tar": await tarOf(await pair(2)),
    });
    const { to, ran } = await curated(source);
    expect(ran.code, ran.stderr).toBe(0);
    const splits = await loaded(to);
    expect(Object.entries(splits).map(([split, { rows }]) => [split, rows.map(({ txt }) => txt)])).toEqual([
      ["test", ["picture number 2"]],
      ["train", ["picture number 0", "picture number 1"]],
    ]);
  });
});

describe.skipIf(withoutPython)("a curated Parquet file", () => {
  it("loads with the types, the features and the rows of its source", async () => {
    const features = {
      image: { _type: "Image" },
      text: { dtype: "string", _type: "Value" },
      label: { names: ["train", "test"], _type: "ClassLabel" },
      serial: { dtype: "int64", _type: "Value" },
      score: { dtype: "float32", _type: "Value" },
      boxes: { feature: { dtype: "float64", _type: "Value" }, _type: "List" },
    };
    const text = { type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "OPTIONAL" } as const;
    const image = [];
    for (const n of [0, 1, 2]) image.push({ bytes: new Uint8Array(await picture(n)), path: `${n}.jpg` });
    const table = parquetWriteBuffer({
      schema: [
        { name: "root", num_children: 6 },
        { name: "image", repetition_type: "OPTIONAL", num_children: 2 },
        { name: "bytes", type: "BYTE_ARRAY", repetition_type: "OPTIONAL" },
        { name: "path", ...text },
        { name: "text", ...text },
        { name: "label", type: "INT64", repetition_type: "OPTIONAL" },
        { name: "serial", type: "INT64", repetition_type: "OPTIONAL" },
        { name: "score", type: "FLOAT", repetition_type: "OPTIONAL" },
        { name: "boxes", repetition_type: "OPTIONAL", converted_type: "LIST", num_children: 1 },
        { name: "list", repetition_type: "REPEATED", num_children: 1 },
        { name: "element", type: "DOUBLE", repetition_type: "OPTIONAL" },
      ],
      columnData: [
        { name: "image", data: image },
        { name: "text", data: [0, 1, 2].map((n) => `picture number ${n}`) },
        { name: "label", data: [0n, 1n, 0n] },
        { name: "serial", data: [2n ** 62n, 1n, null] },
        { name: "score", data: [0.5, 0.25, 1] },
        { name: "boxes", data: [[0.5, 1], [], [2]] },
      ],
      kvMetadata: [{ key: "huggingface", value: JSON.stringify({ info: { features } }) }],
    });
    const source = folderOf({ "data.parquet": new Uint8Array(table) });
    const { to, ran } = await curated(source);
    expect(ran.code, ran.stderr).toBe(0);
    expect(await loaded(to)).toEqual(await loaded(source));
  });
});

describe.skipIf(withoutPython)("curated Arrow", () => {
  const fixtures = join(root, "test/fixtures/datasets");

  it("loads from what save_to_disk left, with splits and features", async () => {
    const source = join(fixtures, "save-to-disk");
    const { to, ran } = await curated(source);
    expect(ran.code, ran.stderr).toBe(0);
    expect(await inPython("load.py", "saved", to)).toEqual(await inPython("load.py", "saved", source));
  });

  it("is read by pyarrow as its source is, with the types of its columns", async () => {
    const source = folderOf({ "a.feather": readFileSync(join(fixtures, "arrow/zstd.arrow")) });
    const { to, ran } = await curated(source, "--carry", "facts", "--carry", "kind", "--carry", "tags");
    expect(ran.code, ran.stderr).toBe(0);
    type Read = { readonly rows: unknown; readonly types: Readonly<Record<string, string>> };
    const before = (await inPython("load.py", "feather", join(source, "a.feather"))) as Read;
    const after = (await inPython("load.py", "feather", join(to, "a.feather"))) as Read;
    expect(after.rows).toEqual(before.rows);
    // The dictionary too.
    expect(after.types).toEqual(before.types);
  });
});

describe.skipIf(withoutPython)("webdataset", () => {
  it("reads the pairs of a curated tar in order, members untouched", async () => {
    const members = [];
    for (const n of [0, 1, 2])
      members.push(
        [`${n}.jpg`, await picture(n)] as const,
        [`${n}.txt`, `picture number ${n}`] as const,
        [`${n}.json`, `{"similarity": 0.${n}5, "uid": 1234567890123456789}`] as const,
      );
    const source = folderOf({});
    writeFileSync(join(source, "00000.tar"), await tarOf(members));
    const { to, ran } = await curated(source);
    expect(ran.code, ran.stderr).toBe(0);
    const pairs = await inPython("load.py", "webdataset", join(to, "00000.tar"));
    expect(pairs).toEqual(
      [0, 1, 2].map((n) => ({
        __key__: String(n),
        jpg: { picture: [8 + n, 6], mode: "RGB" },
        txt: `picture number ${n}`,
        json: { similarity: Number(`0.${n}5`), uid: { integer: "1234567890123456789" } },
      })),
    );
    expect(Object.values(await loaded(to)).map(({ rows }) => rows.length)).toEqual([3]);
  });
});
