import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { contentOf, inspectDataset, openDataset, type Pair, release } from "../../../datasets/index.ts";
import { isPlain } from "../../../datasets/plain-value.ts";
import { readAll } from "../../contracts/dataset-format.ts";
import { curateScored, scoredRun } from "../../support/scored-run.ts";
import { folderOf, jpeg, tarOf } from "../../support/written.ts";

const image = await jpeg();
const captionsOf = (pairs: readonly Pair[]) => pairs.map(({ caption, captions }) => captions ?? caption);

async function readPlace(files: Readonly<Record<string, string | Uint8Array>>, name = "") {
  const dataset = await openDataset(`${folderOf(files)}/${name}`);
  const { pairs, troubles } = await readAll(dataset);
  return { ...dataset, pairs, troubles: [...dataset.troubles, ...troubles] };
}

describe("layouts that are met now and then", () => {
  it("reads what is called after a picture's whole name, `0.jpg.txt`", async () => {
    const { pairs, troubles, format } = await readPlace({
      "0.jpg": image,
      "0.jpg.txt": "a barn",
      "0.jpg.json": '{"title": "my barn", "url": "https://example.org/0"}',
      "1.jpg": image,
      "1.txt": "its own",
      "1.jpg.txt": "the other",
    });
    expect(format).toBe("folder");
    expect(captionsOf(pairs)).toEqual(["a barn", "its own"]);
    expect(pairs[0]).toMatchObject({ url: "https://example.org/0", meta: { title: "my barn" } });
    expect(troubles).toEqual([expect.stringContaining("1.jpg.txt")]);
  });

  it("reads a list of texts in a picture's JSON as its captions, and any other list as content", async () => {
    const files: readonly (readonly [string, string | Uint8Array])[] = [
      ["0.jpg", image],
      ["0.json", '["a barn", "red"]'],
      ["1.jpg", image],
      ["1.json", '[{"label": "a cat", "box": [1, 2]}]'],
      ["2.jpg", image],
      ["2.json", '"one caption"'],
    ];
    for (const place of [Object.fromEntries(files), { "00000.tar": await tarOf(files) }]) {
      const { pairs, troubles } = await readPlace(place);
      expect([troubles, pairs.flatMap(({ error }) => error ?? [])]).toEqual([[], []]);
      expect(captionsOf(pairs)).toEqual([["a barn", "red"], undefined, "one caption"]);
      expect(pairs.slice(1).map((pair) => contentOf(pair).texts.map(({ text }) => text))).toEqual([
        ["a cat"],
        [],
      ]);
      // What was measured is written, to the byte; what was not is left out.
      const parts = { texts: ["a barn", "a cat"], images: [image], places: [] };
      const facts = { image: null, sha256: null, width: null, height: null, extension: null };
      const written = pairs.map((pair) => release({ pair, ...facts }, parts, new Set()).kept.pair);
      const json = written.map(
        ({ members, stored }) =>
          [...(members ?? []), ...(stored?.beside ?? [])].filter(({ name }) => name.endsWith(".json")).length,
      );
      expect(json).toEqual([0, 1, 0]);
    }
  });

  it("reads texts beside pictures under any ending that is known for captions", async () => {
    const { pairs, troubles } = await readPlace({
      "0.jpg": image,
      "0.cap": "a barn",
      "1.jpg": image,
      "1.prompt": "a dog",
    });
    expect([captionsOf(pairs), troubles]).toEqual([["a barn", "a dog"], []]);
  });

  it.each([
    ["urls.txt", "urls.txt"],
    ["", "myimglist.txt"],
    ["", "shard.txt.gz"],
  ])("reads a list of addresses, one a line, as img2dataset takes it: %s %s", async (name, file) => {
    const list = 'https://e.org/a,b.jpg\n\nhttps://e.org/2.jpg?x="1"\n';
    const bytes = file.endsWith("gz") ? gzipSync(list) : list;
    const { pairs, troubles, hasImages } = await readPlace({ [file]: bytes, "README.md": "# ours" }, name);
    expect([pairs.map(({ url, error }) => [url, error]), troubles, hasImages]).toEqual([
      [
        ["https://e.org/a,b.jpg", undefined],
        ['https://e.org/2.jpg?x="1"', undefined],
      ],
      [],
      false,
    ]);
  });

  it("says of a list of addresses that nothing of it can be measured, and what gets its pictures", async () => {
    const out = folderOf({});
    const place = folderOf({ "urls.txt": "https://e.org/1.jpg\n" });
    const run = await scoredRun(place, join(out, "run"), () => true);
    await expect(curateScored(run, { to: join(out, "to") })).rejects.toThrow(
      /addresses alone .*sluice fetch/u,
    );
  });

  const rows = [0, 1].map((n) => ({ url: `https://example.org/${n}`, caption: `barn ${n}`, meta: [{ n }] }));
  it.each([
    ["a.jsonl", JSON.stringify(rows)],
    ["a.jsonl", JSON.stringify(rows, null, 2)],
    ["a.json", rows.map((row) => JSON.stringify(row)).join("\r\n")],
    ["a.json", rows.map((row) => `\n${JSON.stringify(row)}\n`).join("")],
  ])("tells a list from lines by how the file begins, not by its name: %s", async (name, text) => {
    const { pairs, troubles } = await readPlace({ [name]: text }, name);
    expect(troubles).toEqual([]);
    expect(pairs.map(({ caption, url }) => [caption, url])).toEqual(
      rows.map(({ caption, url }) => [caption, url]),
    );
  });

  it("finds pictures that COCO's JSON names below the place, in a folder of any name, where each is there once", async () => {
    const ids = [0, 1, 2];
    const coco = {
      images: ids.map((id) => ({ id, file_name: `${id}.jpg` })),
      annotations: ids.map((id) => ({ id, image_id: id, caption: `barn ${id}` })),
    };
    const { pairs, troubles } = await readPlace({
      "nocaps_val_4500_captions.json": JSON.stringify(coco),
      "val/0.jpg": image,
      "val/1.jpg": image,
      "a/2.jpg": image,
      "b/2.jpg": image,
    });
    expect(pairs.map(({ error }) => error)).toEqual([
      undefined,
      undefined,
      'Cannot read image "2.jpg": no such file',
    ]);
    expect(troubles).toEqual([expect.stringContaining("a/2.jpg, b/2.jpg")]);
  });

  it("takes the next name of a map where the first holds an empty text", async () => {
    const { pairs } = await readPlace({
      "wit.tsv": [
        "image_url\tcaption_reference_description\tcaption_attribution_description",
        "https://example.org/0\ta barn\tnot this",
        "https://example.org/1\t\tby its attribution",
        "https://example.org/2\t \t",
      ].join("\n"),
    });
    expect(captionsOf(pairs)).toEqual(["a barn", "by its attribution", " "]);
  });

  it("reads a text that is a JSON list of texts as several captions", async () => {
    const { pairs } = await readPlace({
      "annotations.csv": 'raw,sentids,filename\n"[""a barn"", ""a red barn""]","[0, 1]",0.jpg\n',
      "images/0.jpg": image,
    });
    expect(captionsOf(pairs)).toEqual([["a barn", "a red barn"]]);
  });

  it("takes fields called `_url` for URLs of the picture where none has a better name", async () => {
    const row = {
      caption_str: "a barn by the lake",
      flickr_original_url: "https://example.org/o",
      flickr_300k_url: "https://example.org/k",
    };
    const { pairs } = await readPlace({ "a.json": JSON.stringify([row]) }, "a.json");
    expect(pairs[0]).toMatchObject({ url: row.flickr_original_url, caption: row.caption_str });
  });

  it("finds pictures whose names are written as in URLs, where none is called just so", async () => {
    const named = ["imgs/my%20cat.jpg", "100%25.jpg", "imgs/%zz.jpg"];
    const { pairs } = await readPlace({
      "a.json": JSON.stringify(named.map((name) => ({ image: name, caption: "a cat" }))),
      "imgs/my cat.jpg": image,
      "100%25.jpg": image,
      "imgs/%zz.jpg": image,
    });
    expect(pairs.map(({ error }) => error)).toEqual([undefined, undefined, undefined]);
  });

  it("reads a table whose lines end as old Macs ended them", async () => {
    const { pairs } = await readPlace({
      "captions.csv": 'filename,caption\r0.jpg,"a barn, red"\r1.jpg,a tree\r',
      "0.jpg": image,
      "1.jpg": image,
    });
    expect(captionsOf(pairs)).toEqual(["a barn, red", "a tree"]);
  });

  it("reads pictures in the base64 of URLs, as OFA keeps them", async () => {
    const text = image.toString("base64url");
    const { pairs } = await readPlace({ "caption.tsv": `7\t8\ta red barn\tsky\t${text}\n` });
    expect(captionsOf(pairs)).toEqual(["a red barn"]);
    expect(await pairs[0]?.image?.()).toEqual(image);
  });

  it.each(["restval", "restest", "minival", "trainval", "train2014", "test-dev"])("%s is plain", (split) => {
    expect(isPlain(split)).toBe(true);
  });

  it.each([
    [{ "0": ["a barn", "a red barn"], "1": ["two dogs"] }, [["a barn", "a red barn"], "two dogs"]],
    [{ "0": "a barn", "1": "two dogs" }, ["a barn", "two dogs"]],
    [{ "0": { caption: "a barn" }, "1": { caption: "two dogs" } }, ["a barn", "two dogs"]],
  ])("reads captions by the names of pictures without their endings: %j", async (captions, wanted) => {
    const { pairs, troubles } = await readPlace({
      "captions.json": JSON.stringify(captions),
      "0.jpg": image,
      "images/1.jpg": image,
    });
    expect(troubles).toEqual([]);
    expect(pairs.map((pair) => [pair.error, pair.image === undefined])).toEqual([
      [undefined, false],
      [undefined, false],
    ]);
    expect(captionsOf(pairs)).toEqual(wanted);
  });

  it("lists a member of a tar once, as what it is", async () => {
    const members = [
      ["0.jpg", image],
      ["0.txt", "a barn"],
      ["0.1.jpg", image],
      ["0.pyd", Uint8Array.of(0, 1, 2)],
      ["0.cls", "5"],
    ] as const;
    const dataset = await openDataset(folderOf({ "a.tar": await tarOf(members) }));
    const { fields } = await inspectDataset(dataset, { limit: 9, signal: new AbortController().signal });
    expect(fields.map(({ as, name }) => `${as} ${name}`)).toEqual([
      "image .jpg",
      "image .1.jpg",
      "caption .txt",
      "plain cls",
      "unmeasured .pyd",
    ]);
  });

  it("says what was never downloaded of img2dataset's files, by the table beside their folder", async () => {
    const table = readFileSync("test/fixtures/datasets/img2dataset/00000.parquet");
    const files = { "00000/000000000.jpg": image, "00000/000000000.txt": "a barn" };
    const { pairs, troubles } = await readPlace({ ...files, "00000.parquet": table });
    expect(captionsOf(pairs)).toEqual(["a barn"]);
    expect(troubles).toEqual([
      'Cannot audit 2 of 6 rows of "00000.parquet": never downloaded (1 failed_to_download, 1 failed_to_resize)',
    ]);
    const damaged = await readPlace({ ...files, "00000.parquet": "PAR1" });
    expect(damaged.troubles).toEqual([
      'Cannot read "00000.parquet" beside its files: wanted Parquet, got damaged data',
    ]);
  });
});
