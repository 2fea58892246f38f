import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Card } from "../../../../src/cards/source/card.ts";
import { checkPublished } from "../../../../src/documents/check-published.ts";
import { renderCroissant } from "../../../../src/documents/croissant.ts";
import { renderDatasheet } from "../../../../src/documents/datasheet.ts";
import { renderHub } from "../../../../src/documents/hub.ts";
import { readConfigs } from "../../../../src/validators/hub/read-configs.ts";
import { layoutCard } from "../../../support/layout-card.ts";
import { folderOf, parquetFile, picture, tarOf, type Written } from "../../../support/written.ts";

// biome-ignore lint/suspicious/noExplicitAny: a document is read where it is to look
type Doc = any;

const never = new AbortController().signal;

function croissantOf(card: Card): Doc {
  return JSON.parse(renderCroissant(card, { compat: false }));
}

async function written(files: Readonly<Record<string, string | Uint8Array>>) {
  const folder = folderOf(files);
  const { card, pairs } = await layoutCard(folder);
  return { folder, card, pairs, hub: renderHub(card) };
}

/** A card's documents in a dataset's folder, and what the check says of them. */
async function published(folder: string, card: Card) {
  writeFileSync(join(folder, "croissant.json"), renderCroissant(card, { compat: false }));
  writeFileSync(join(folder, "README.md"), renderHub(card));
  const { lacks, notes } = await checkPublished(card, folder, folder, never);
  return { lacks: lacks.map(({ id, message }) => `${id}: ${message}`), notes };
}

async function pairs(...endings: readonly string[]): Promise<readonly Written[]> {
  const members: Written[] = [];
  for (const [i, ending] of endings.entries()) {
    members.push([`${i}.${ending}`, await picture(i)]);
    members.push([`${i}.txt`, `picture number ${i}`]);
  }
  return members;
}

const urls = parquetFile({
  URL: ["https://example.org/0.jpg", "https://example.org/1.jpg"],
  TEXT: ["one", "two"],
  NSFW: ["UNLIKELY", "NSFW"],
  similarity: [0.25, 0.5],
});

describe("documents of the layout that was audited", () => {
  it("name both texts whose lines belong together, and say why no record of them is described", async () => {
    const texts = {
      "a_captions.txt": "one\ntwo\n",
      "a_urls.txt": "http://e.org/1.jpg\nhttp://e.org/2.jpg\n",
    };
    const { card } = await written(texts);
    expect(renderCroissant(card, { compat: false })).toContain(
      'the same line of \\"a_urls.txt\\" beside it, which Croissant has no words for',
    );
  });

  it("name the columns of a Parquet file with their types, and no image where there are addresses alone", async () => {
    const { card } = await written({ "part-0.parquet": urls });
    const [set] = croissantOf(card).recordSet;
    const fields = set.field.map((one: Doc) => [one.source.extract.column, one.dataType]);
    expect(fields).toEqual([
      ["URL", "sc:Text"],
      ["TEXT", "sc:Text"],
      ["NSFW", "sc:Text"],
      ["similarity", "sc:Float"],
    ]);
    expect(renderDatasheet(card)).toMatch(/\| 1 \| parquet \| column \| URL \| text \| url \| 2 \|/u);
  });

  it("have patterns of files that are there, and of each split its own", async () => {
    const { folder, hub, card } = await written({
      "data/test-00000-of-00001.parquet": urls,
      "data/train-00000-of-00002.parquet": urls,
      "data/train-00001-of-00002.parquet": urls,
    });
    const { configs, splits } = readConfigs(hub);
    expect(configs.map(({ split, patterns }) => [split, patterns])).toEqual([
      ["test", ["data/test-00000-of-00001.parquet"]],
      ["train", ["data/train-*.parquet"]],
    ]);
    expect([...splits]).toEqual([
      ["test", 2],
      ["train", 4],
    ]);
    expect(await published(folder, card)).toEqual({ lacks: [], notes: [] });
  });

  it("list features only where they are all of a file's columns: one that lacks a column keeps it from loading", async () => {
    const texts = { URL: ["https://example.org/0.jpg"], TEXT: ["one"] };
    expect((await written({ "0.parquet": parquetFile(texts) })).hub).toContain("features:");
    const named = parquetFile({ ...texts, "what was seen (here)": ["a cat"] });
    expect((await written({ "0.parquet": named })).hub).not.toContain("features:");
  });

  it("declare no captions of a tar that has none", async () => {
    const { card } = await written({ "0.tar": await tarOf([["a.jpg", await picture(1)]]) });
    const doc = croissantOf(card);
    expect(doc.distribution.map((one: Doc) => one["@id"])).toEqual(["0.tar", "images"]);
    expect(doc.recordSet.map((one: Doc) => one["@id"])).toEqual(["pairs"]);
    expect(doc.recordSet[0].field.map((one: Doc) => one["@id"])).toEqual(["pairs/key", "pairs/image"]);
  });

  it("say each media type of pictures that differ", async () => {
    const { card } = await written({ "0.tar": await tarOf(await pairs("jpg", "png", "jpg")) });
    const images = croissantOf(card).distribution.find((one: Doc) => one["@id"] === "images");
    expect(images).toMatchObject({
      encodingFormat: ["image/jpeg", "image/png"],
      includes: ["*.jpg", "*.png"],
    });
  });

  it("count the pictures of an imagefolder into its size", async () => {
    const [one, two] = [await picture(1), await picture(2)];
    const table = '{"file_name": "1.jpg", "text": "one"}\n{"file_name": "2.jpg", "text": "two"}\n';
    const { hub } = await written({ "metadata.jsonl": table, "1.jpg": one, "2.jpg": two });
    expect(hub).toContain(`download_size: ${table.length + one.length + two.length}\n`);
  });

  it("name no model that scored nothing", async () => {
    const { card } = await written({ "part-0.parquet": urls });
    const result = [
      { filter: "nsfw-image", model: "idle", sha256: "0", pairs: 0 },
      { filter: "text-toxicity", model: "busy", sha256: "1", pairs: 2 },
    ];
    const facts = { ...card.facts, models: { about: "", digest: "", result } };
    expect(croissantOf({ ...card, facts })["rai:machineAnnotationTools"]).toEqual(["busy (sha256 1)"]);
  });

  it("say by name what Croissant cannot describe, and refuse it of older runs, with the reason", async () => {
    const { card, hub } = await written({
      "urls.csv": "https://example.org/1.jpg;a dog\nhttps://example.org/2.jpg;a cat\n",
    });
    const { recordSet, distribution, description } = croissantOf(card);
    expect(recordSet).toEqual([]);
    expect(distribution).toMatchObject([{ "@id": "urls.csv", encodingFormat: "text/csv" }]);
    const line =
      '"urls.csv" is named, and no record of it described: Croissant knows a column by its name alone';
    expect(description).toContain(line);
    expect(hub).toContain(`Of \`croissant.json\`: ${line}`);
    expect(hub).toMatch(/`datasets` has no loader that takes these pairs out of csv/u);
    const { layout: _, ...older } = card.facts;
    expect(() => croissantOf({ ...card, facts: older })).toThrow(/audit it again/u);
  });
});

describe("the check of published documents", () => {
  it("finds pairs that a reader would not find, and files that are gone", async () => {
    const { folder, card } = await written({ "0.tar": await tarOf(await pairs("jpg", "jpg")) });
    expect(await published(folder, card)).toEqual({ lacks: [], notes: [] });
    const more = {
      ...card,
      facts: { ...card.facts, pairs: { about: "", digest: "", result: [{ pairs: 3 }] } },
    };
    expect((await published(folder, more)).lacks).toEqual([
      "croissant.json: a reader finds 2 pairs in the files, the audit found 3",
    ]);
    const elsewhere = folderOf({ "x.txt": "" });
    const { lacks } = await published(elsewhere, card);
    expect(lacks[0]).toBe('croissant.json: 0.tar: there is no file "0.tar"');
    expect(lacks.at(-1)).toBe("README.md: default, split train: 0.tar matches no file");
  });

  it("finds a column that is not there, and a document that is none", async () => {
    const { folder, card } = await written({ "part-0.parquet": urls });
    await published(folder, card);
    const path = join(folder, "croissant.json");
    writeFileSync(
      path,
      renderCroissant(card, { compat: false }).replace('"column": "TEXT"', '"column": "text"'),
    );
    const check = async () =>
      (await checkPublished(card, folder, folder, never)).lacks.map(({ message }) => message);
    expect(await check()).toEqual(['record set "pairs": "part-0.parquet" has no text']);
    writeFileSync(path, "{");
    expect((await check())[0]).toMatch(/JSON/u);
  });

  it("finds members of one name in several tars, of which a reader would join each with each", async () => {
    const tar = await tarOf(await pairs("jpg"));
    const { folder, card } = await written({ "a.tar": tar, "b.tar": tar });
    // Where the run says so, each tar is a record set of its own.
    expect(await published(folder, card)).toEqual({ lacks: [], notes: [] });
    const { "names-again": _, ...facts } = card.facts;
    expect((await published(folder, { ...card, facts })).lacks).toEqual([
      'croissant.json: record set "pairs": "pairs/key" is joined by names that come more than once, as "0"',
    ]);
  });

  it("names files that no record covers, files that were not audited, and tars that datasets refuses", async () => {
    const members = [...(await pairs("jpg", "jpg")), ["2.jpg", await picture(2)] as const];
    const others = members.map(([name, content]) => [`b${name}`, content] as const);
    const { folder, card } = await written({ "a.tar": await tarOf(members), "b.tar": await tarOf(others) });
    writeFileSync(join(folder, "c.tar"), await tarOf(members));
    writeFileSync(join(folder, "notes.txt"), "");
    const { lacks, notes } = await published(folder, card);
    expect(lacks).toEqual([
      "README.md: default, split train: *.tar matches 1 file that nobody audited: c.tar",
    ]);
    expect(notes).toEqual([
      "croissant.json: no record covers 2 files of the folder: c.tar, notes.txt",
      'Hugging Face datasets would refuse "a.tar" and others: not all pairs have the same members',
    ]);
  });
});
