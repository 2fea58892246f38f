import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { curated } from "../support/curated.ts";
import { inPython, withoutPython } from "../support/python.ts";
import { folderOf, picture } from "../support/written.ts";
import { zipOf } from "../support/zipped.ts";

interface Split {
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  readonly features: Readonly<Record<string, string>>;
}

async function loaded(folder: string): Promise<Readonly<Record<string, Split>>> {
  return (await inPython("load.py", "datasets", folder)) as Readonly<Record<string, Split>>;
}

const rows = [0, 1, 2].map((n) => ({
  url: `https://example.org/${n}.jpg`,
  // The pair of row 1 has no caption, and goes.
  caption: n === 1 ? "" : `picture, "number" ${n}`,
  score: 0.5 + n,
  serial: 10 ** 15 + n,
}));
const cell = (value: unknown) => `"${String(value).replaceAll('"', '""')}"`;
const separated = (by: string) =>
  [Object.keys(rows[0] ?? {}), ...rows.map((row) => Object.values(row).map(cell))]
    .map((line) => `${line.join(by)}\n`)
    .join("");
const lines = rows.map((row) => `${JSON.stringify(row)}\n`).join("");

/** The same three rows as people store tables of URLs. */
const tables: Readonly<Record<string, string>> = {
  "pairs.csv": separated(","),
  "pairs.tsv": separated("\t"),
  "pairs.jsonl": lines,
  "pairs.json": JSON.stringify(rows),
};

describe.skipIf(withoutPython)("curated tables", () => {
  it.each(Object.keys(tables))(
    "%s load by Hugging Face datasets with the types of their source",
    async (name) => {
      const source = folderOf({ [name]: tables[name] ?? "" });
      const before = await loaded(source);
      const { to, ran } = await curated(source);
      expect(ran.code, ran.stderr).toBe(0);
      const after = await loaded(to);
      expect(after["train"]?.features).toEqual(before["train"]?.features);
      expect(after["train"]?.rows).toEqual([0, 2].map((n) => before["train"]?.rows[n]));
    },
  );

  it("keep splits by the names of their files", async () => {
    const [head = "", first = "", , third = ""] = separated(",").split(/(?<=\n)/u);
    const source = folderOf({ "train.csv": head + first + third, "test.csv": head + third });
    const { to, ran } = await curated(source);
    expect(ran.code, ran.stderr).toBe(0);
    const counts = Object.entries(await loaded(to)).map(([split, table]) => [split, table.rows.length]);
    expect(Object.fromEntries(counts)).toEqual({ train: 2, test: 1 });
  });

  it("lie beside the pictures that their rows name", async () => {
    const named = [0, 1].map(
      (n) => `${JSON.stringify({ image: `images/${n}.jpg`, caption: `a barn ${n}` })}\n`,
    );
    const source = folderOf({
      "list.jsonl": named.join(""),
      "images/0.jpg": await picture(0),
      "images/1.jpg": await picture(1),
    });
    const { to, ran } = await curated(source);
    expect(ran.code, ran.stderr).toBe(0);
    const found = (await loaded(to))["train"]?.rows.map(({ image }) => join(to, String(image))) ?? [];
    expect(await inPython("load.py", "pictures", ...found)).toEqual([
      { picture: [8, 6], mode: "RGB" },
      { picture: [9, 6], mode: "RGB" },
    ]);
  });
});

describe.skipIf(withoutPython)("curated COCO", () => {
  it("is read with the pictures that its captions are of, by their ids", async () => {
    const coco = {
      images: [0, 1].map((id) => ({ id, file_name: `${id}.jpg` })),
      annotations: [0, 1, 2, 3].map((id) => ({
        id,
        image_id: id % 2,
        caption: id === 3 ? "" : `picture number ${id}`,
      })),
    };
    const source = folderOf({
      "annotations/captions_train2014.json": JSON.stringify(coco),
      "train2014/0.jpg": await picture(0),
      "train2014/1.jpg": await picture(1),
    });
    const { to, ran } = await curated(source);
    expect(ran.code, ran.stderr).toBe(0);
    const before = (await inPython("load.py", "coco", source)) as readonly { readonly caption: string }[];
    const after = await inPython("load.py", "coco", to);
    expect(before).toHaveLength(4);
    expect(after).toEqual(before.filter(({ caption }) => caption.trim() !== ""));
  });
});

describe.skipIf(withoutPython)("a curated zip", () => {
  it("loads as the imagefolder that is in it, with its splits", async () => {
    const files: [string, Uint8Array][] = [];
    for (const [split, numbers] of Object.entries({ train: [0, 1], test: [2] })) {
      for (const n of numbers) files.push([`${split}/${n}.jpg`, await picture(n)]);
      const named = numbers.map((n) => `{"file_name": "${n}.jpg", "text": "picture number ${n}"}\n`);
      files.push([`${split}/metadata.jsonl`, Buffer.from(named.join(""))]);
    }
    const source = folderOf({});
    writeFileSync(join(source, "set.zip"), zipOf(files));
    const { to, ran } = await curated(join(source, "set.zip"));
    expect(ran.code, ran.stderr).toBe(0);
    const splits = await loaded(to);
    const texts = Object.entries(splits).map(([split, table]) => [
      split,
      table.rows.map(({ text }) => text).toSorted(),
    ]);
    expect(Object.fromEntries(texts)).toEqual({
      train: ["picture number 0", "picture number 1"],
      test: ["picture number 2"],
    });
    expect(splits["test"]?.rows[0]?.["image"]).toEqual({ picture: [10, 6], mode: "RGB" });
  });
});
