import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { expandBraces } from "../../../datasets/braces.ts";
import { fingerprint, inspectDataset, openDataset } from "../../../datasets/index.ts";
import { readAll } from "../../contracts/dataset-format.ts";
import { folderOf, jpeg, tarOf } from "../../support/written.ts";

const never = new AbortController().signal;
const tar = await tarOf([["a.txt", "caption"]]);
const shardNames = async (uri: string) => (await openDataset(uri)).shards.map(({ name }) => name);

describe("braces", () => {
  it.each([
    ["{00008..00010}.tar", ["00008.tar", "00009.tar", "00010.tar"]],
    ["{8..10}", ["8", "9", "10"]],
    ["{a,b}/{1..2}.tar", ["a/1.tar", "a/2.tar", "b/1.tar", "b/2.tar"]],
    ["x{,.gz}", ["x", "x.gz"]],
    ["{plain}", ["{plain}"]],
  ])("%s", (pattern, names) => {
    expect(expandBraces(pattern)).toEqual(names);
  });

  it.each(["{3..1}", "{0..99999999}", "{0..9999}{0..9999}"])("refuses %s", (pattern) => {
    expect(() => expandBraces(pattern)).toThrow(/^Cannot expand "[^"]+": wanted/u);
  });
});

describe("a URI", () => {
  it("may be a folder, files in braces, a glob, a file, or file://", async () => {
    const folder = folderOf({ "00000.tar": tar, "00001.tar": tar, "deep/[1]/00000.tar": tar });
    expect(await shardNames(folder)).toEqual(["00000", "00001", "deep-_1_-00000"]);
    expect(await shardNames(join(folder, "{00000..00001}.tar"))).toEqual(["00000", "00001"]);
    expect(await shardNames(join(folder, "*.tar"))).toEqual(["00000", "00001"]);
    expect(await shardNames(join(folder, "{deep/[1],.}/00000.tar"))).toEqual(["00000", "deep-_1_-00000"]);
    expect(await shardNames(join(folder, "deep", "[1]", "*.tar"))).toEqual(["00000"]);
    expect(await shardNames(join(folder, "00001.tar"))).toEqual(["00001"]);
    expect(await shardNames(pathToFileURL(join(folder, "00001.tar")).href)).toEqual(["00001"]);
  });

  it("says which files of a list are missing", async () => {
    const folder = folderOf({ "00000.tar": tar, "00002.tar": tar });
    const dataset = await openDataset(join(folder, "{00000..00003}.tar"));
    expect(dataset.shards).toHaveLength(2);
    expect(dataset.troubles).toEqual(["Cannot find 2 of 4 files: 00001.tar, 00003.tar"]);
  });

  it("opens the built-in sample by its name", async () => {
    const dataset = await openDataset("sample");
    expect([dataset.format, dataset.shards.length]).toEqual(["webdataset", 2]);
  });

  it("gives shards of one name, in any case, names of their own", async () => {
    const folder = folderOf({ "a.tar": tar, "A.tgz": tar, "a b.tar": tar, "a_b.tar": tar });
    expect(await shardNames(folder)).toEqual(["A", "a_b", "a~2", "a_b~2"]);
  });

  it.each([
    ["nowhere", /^Cannot open "nowhere": no such file or folder$/u],
    ["no/{00000..00009}.tar", /no such file or folder$/u],
    ["package.json", /wanted imagefolder \(.*\), webdataset \(.*; got a file with .json$/u],
    ["src", /got a folder of files with .md/u],
    ["gopher://example.org/00000.tar", /wanted a path, hf:.* got gopher:\/\/$/u],
    ["hf://datasets/x", /wanted hf:\/\/datasets\/ORG\/NAME/u],
    ["file://elsewhere/x", /^Cannot open "file:\/\/elsewhere\/x": /u],
    ["a\0b", /wanted a path/u],
    ["", /no such file or folder/u],
  ])("is refused in one line: %j", async (uri, message) => {
    await expect(openDataset(uri)).rejects.toThrow(message);
    await expect(openDataset(uri)).rejects.toThrow(/^Cannot [^\n]*[^.\n]$/u);
  });

  it("is refused when the folder is empty, or holds nothing but hidden files", async () => {
    const folder = folderOf({ ".hidden.tar": tar });
    mkdirSync(join(folder, "sub"));
    await expect(openDataset(folder)).rejects.toThrow(/wanted a folder with a dataset, got an empty one$/u);
  });

  it("is refused when its file has no rows", async () => {
    await expect(openDataset(folderOf({ "empty.tsv": "" }))).rejects.toThrow(/got no pairs$/u);
  });
});

describe("links", () => {
  it("may not lead out of the dataset, but may lead to the blobs of a Hugging Face cache", async () => {
    const outside = folderOf({ "secret.jpg": await jpeg() });
    const row = '{"file_name": "1.jpg", "text": "a"}\n';
    const folder = folderOf({ "metadata.jsonl": row });
    symlinkSync(join(outside, "secret.jpg"), join(folder, "1.jpg"));
    const { pairs } = await readAll(await openDataset(folder));
    expect(pairs[0]?.error).toMatch(/wanted a file inside the dataset, got a link that leads out of it$/u);
    expect(pairs[0]?.image).toBeUndefined();

    const cache = folderOf({
      "datasets--a--b/blobs/0123": await jpeg(),
      "datasets--a--b/snapshots/main/metadata.jsonl": row,
    });
    const snapshot = join(cache, "datasets--a--b", "snapshots", "main");
    symlinkSync("../../blobs/0123", join(snapshot, "1.jpg"));
    const cached = await readAll(await openDataset(snapshot));
    expect(cached.pairs[0]?.error).toBeUndefined();
  });
});

describe("digests", () => {
  it("change with an image's bytes, and with the order of shards", async () => {
    const files = { "metadata.jsonl": '{"file_name": "1.jpg"}\n', "1.jpg": await jpeg() };
    const digest = async (uri: string) => (await openDataset(uri)).shards[0]?.digest(never);
    const first = await digest(folderOf(files));
    expect(await digest(folderOf(files))).toBe(first);
    expect(await digest(folderOf({ ...files, "1.jpg": "other" }))).not.toBe(first);
    const shards = ["a", "b"].map((name) => ({ name, bytes: 1, sha256: name.repeat(64) }));
    expect(fingerprint(shards)).toMatch(/^[0-9a-f]{64}$/u);
    expect(fingerprint(shards.toReversed())).not.toBe(fingerprint(shards));
  });
});

describe("inspection", () => {
  it("counts what is there and what is missing, as plain data", async () => {
    const dataset = await openDataset("test/fixtures/datasets/coco");
    const inspection = await inspectDataset(dataset, { limit: 100, signal: never });
    expect(JSON.parse(JSON.stringify(inspection))).toEqual(inspection);
    expect(inspection).toMatchObject({
      format: "coco",
      pairs: 6,
      complete: true,
      captions: { present: 5, empty: 0, missing: 1 },
      images: { present: 4, missing: 2 },
      urls: 5,
      licenses: { "Attribution License": 5, "not stated": 1 },
      errors: { count: 3, kinds: { "Cannot read image …: no such file": 1 } },
    });
  });

  it("stops at its limit, and says so", async () => {
    const dataset = await openDataset("test/fixtures/datasets/parquet-hub");
    expect(await inspectDataset(dataset, { limit: 3, signal: never })).toMatchObject({
      pairs: 3,
      complete: false,
      declaredPairs: 4,
    });
  });
});
