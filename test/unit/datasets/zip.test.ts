import { existsSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openDataset, splitsOf } from "../../../datasets/index.ts";
import { readAll } from "../../contracts/dataset-format.ts";
import { folderOf, jpeg } from "../../support/written.ts";
import { type ZipMember, zipOf } from "../../support/zipped.ts";

const fixtures = "test/fixtures/datasets/zips";
const cases = "../shared/data/cases";
const image = await jpeg();

async function opened(path: string) {
  const dataset = await openDataset(path);
  const { pairs, troubles } = await readAll(dataset);
  return {
    format: dataset.format,
    shards: dataset.shards.map(({ name }) => name),
    troubles: [...dataset.troubles, ...troubles],
    pairs: pairs.map(({ key, caption, image: bytes, error }) => [
      key.slice(key.indexOf("/") + 1),
      caption,
      error ?? bytes !== undefined,
    ]),
    read: pairs,
  };
}
const openZip = (members: readonly ZipMember[]) => opened(`${folderOf({ "a.zip": zipOf(members) })}/a.zip`);
const metadata = (...names: readonly string[]) =>
  names.map((name) => `${JSON.stringify({ file_name: name, text: `of ${name}` })}\n`).join("");

describe("a zip that another tool wrote", () => {
  it.each([
    ["pairs.zip", "folder", 3],
    ["imagefolder.zip", "imagefolder", 3],
  ])("%s opens as its folder would", async (name, format, count) => {
    const found = await opened(`${fixtures}/${name}`);
    expect([found.format, found.troubles, found.pairs.length]).toEqual([format, [], count]);
    for (const [i, pair] of found.read.entries()) {
      expect(pair).toMatchObject({ caption: `picture number ${i}` });
      expect((await pair.image?.())?.slice(0, 2)).toEqual(Buffer.from([0xff, 0xd8]));
    }
  });
});

describe("a zip", () => {
  it("of an imagefolder in a folder of its own keeps its splits", async () => {
    const found = await openZip([
      ["set/train/metadata.jsonl", metadata("0.jpg", "1.jpg")],
      ["set/train/0.jpg", image],
      ["set/train/1.jpg", image],
      ["set/test/metadata.jsonl", metadata("2.jpg")],
      ["set/test/2.jpg", image],
      ["__MACOSX/set/._2.jpg", "resource"],
    ]);
    expect(found.shards).toEqual(["test-metadata-00000", "train-metadata-00000"]);
    expect(splitsOf(found.shards)).toEqual(["test", "train"]);
    expect(found.pairs).toEqual([2, 0, 1].map((n) => [`${n}.jpg`, `of ${n}.jpg`, true]));
    expect(found.troubles).toEqual([]);
  });

  it("for each split is of that split", async () => {
    const split = (n: number) =>
      zipOf([
        [`${n}.jpg`, image],
        [`${n}.txt`, `of ${n}`],
      ]);
    const found = await opened(folderOf({ "train.zip": split(0), "test.zip": split(1) }));
    expect(found.shards).toEqual(["test-00000", "train-00000"]);
    expect(splitsOf(found.shards)).toEqual(["test", "train"]);
  });

  it("beside a table gives the pictures that the table names, and says which it does not", async () => {
    const zip = zipOf(["0.jpg", "1.jpg", "extra.jpg"].map((name) => [name, image]));
    for (const prefix of ["", "images/", "./", "images\\"]) {
      const table = metadata(`${prefix}0.jpg`, `${prefix}1.jpg`, `${prefix}gone.jpg`);
      const found = await opened(folderOf({ "metadata.jsonl": table, "images.zip": zip }));
      expect(found.format).toBe("imagefolder");
      expect(found.pairs.map(([, , state]) => state)).toEqual([
        true,
        true,
        expect.stringContaining("no such file"),
      ]);
      expect(found.troubles).toEqual(['Cannot read 1 picture of "images.zip": in no table beside it']);
    }
  });

  it("of COCO's captions finds its pictures in the zip beside it", async () => {
    const captions = {
      images: [{ id: 1, file_name: "1.jpg" }],
      annotations: [{ id: 7, image_id: 1, caption: "a cat" }],
    };
    const found = await opened(
      folderOf({
        "annotations.zip": zipOf([["annotations/captions_val2014.json", JSON.stringify(captions)]]),
        "val2014.zip": zipOf([["val2014/1.jpg", image]]),
      }),
    );
    expect([found.format, found.pairs]).toEqual(["coco", [["1/7", "a cat", true]]]);
  });

  it("with names that lead out, locked, linked, huge or oddly packed files makes errors of those pairs alone", async () => {
    const found = await openZip([
      ["../../out.jpg", image],
      ["C:\\win.jpg", image],
      ["bomb.jpg", Buffer.alloc(2 ** 20), { size: 1000 }],
      ["fine.jpg", image],
      ["fine.txt", "fine"],
      ["huge.jpg", image, { size: 2 ** 31 }],
      ["link.jpg", "fine.jpg", { mode: 0o120777 }],
      ["locked.jpg", image, { flags: 1 }],
      ["odd.jpg", image, { method: 14 }],
      ["wrong.jpg", image, { crc32: 7 }],
    ]);
    const states = await Promise.all(
      found.read.map(async ({ error, image: read }) => {
        return error ?? (await read?.().then(() => "read", String));
      }),
    );
    expect(states).toEqual([
      expect.stringContaining("damaged, or larger than it says"),
      "read",
      expect.stringContaining("wanted at most 104857600 bytes, got 2147483648"),
      expect.stringContaining("wanted a file, got a link"),
      expect.stringContaining("wanted a file, got an encrypted one"),
      expect.stringContaining("got packing method 14"),
      expect.stringContaining('"../../out.jpg" leads out of the archive'),
      expect.stringContaining('"C:\\\\win.jpg" leads out of the archive'),
      expect.stringContaining("its checksum does not match"),
    ]);
    expect(found.pairs[1]).toEqual(["fine.jpg", "fine", true]);
  });

  it("names what it holds and nobody reads", async () => {
    const found = await openZip([
      ["a.jpg", image],
      ["a.txt", "a"],
      ["b/film.mp4", "film"],
      ["inner.zip", "PK"],
      ["locked.csv", "file_name,text\n", { flags: 1 }],
      ["a.jpg", image],
    ]);
    expect(found.troubles).toEqual([
      'Cannot read 1 of its files: what they are called came before, as "a.jpg" in "a.zip"',
      'Cannot read "locked.csv" of "a.zip": wanted a file, got an encrypted one; unpack it with its password first',
      expect.stringContaining("a.zip/b/film.mp4"),
      expect.stringContaining("a.zip/inner.zip"),
    ]);
  });

  it("has names in UTF-8 or in its old code page, and folders parted by backslashes", async () => {
    const found = await openZip([
      ["größe\\a.jpg", image],
      [Buffer.from([0x81, 0x2e, 0x6a, 0x70, 0x67]), image],
    ]);
    expect(found.pairs.map(([key]) => key)).toEqual(["größe/a.jpg", "ü.jpg"]);
  });

  it("that is cut or damaged is trouble, and throws nothing", async () => {
    const zip = zipOf([
      ["metadata.jsonl", metadata("0.jpg")],
      ["0.jpg", image],
    ]);
    const cut = await opened(folderOf({ "a.zip": zip.subarray(0, -30) }));
    expect(cut.troubles).toEqual(['Cannot read "a.zip": no zip archive, or one that is cut short']);
    const change = fc.record({ at: fc.nat({ max: zip.length - 1 }), to: fc.nat({ max: 255 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
        const bytes = Buffer.from(zip);
        for (const { at, to } of changes) bytes[at] = to;
        const read = opened(folderOf({ "a.zip": bytes })).then(
          () => undefined,
          (cause: unknown) => String(cause),
        );
        expect((await read) ?? "Error: Cannot open").toMatch(/^Error: Cannot open/u);
      }),
      { numRuns: 60 },
    );
  });
});

describe.skipIf(!existsSync(cases))("the shared cases", () => {
  it("o08: a zip that holds nothing is named", async () => {
    const { troubles } = await opened(`${cases}/o08-zip`);
    expect(troubles.join("\n")).toContain("images.zip");
  });
});
