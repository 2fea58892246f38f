import { chmodSync, cpSync, mkdirSync, symlinkSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { openDataset } from "../../../datasets/index.ts";
import { readAll } from "../../contracts/dataset-format.ts";
import { folderOf, jpeg, readFolder, readTar, tarOf } from "../../support/written.ts";

const picture = await jpeg();
const fixtures = join(import.meta.dirname, "../../fixtures/datasets");

/** Runs as somebody who may not read everything: root may. */
async function asNobody<T>(act: () => Promise<T>): Promise<T> {
  if (process.getuid?.() !== 0) return act();
  process.seteuid?.(65_534);
  return act().finally(() => process.seteuid?.(0));
}

describe("links to folders", () => {
  it("are followed inside the place, once, and never in a circle", async () => {
    const folder = folderOf({ ".store/0.jpg": picture, ".store/0.txt": "zero", "deep/1.jpg": picture });
    symlinkSync(".store", join(folder, "images"));
    symlinkSync(".store", join(folder, "images-again"));
    symlinkSync("..", join(folder, "deep", "up"));
    const { pairs } = await readAll(await openDataset(folder));
    expect(pairs.map(({ key, caption }) => [key, caption])).toEqual([
      ["folder-00000/deep/1.jpg", undefined],
      ["folder-00000/images/0.jpg", "zero"],
    ]);
  });

  it("that lead out are named, and followed on request", async () => {
    const store = folderOf({ "0.jpg": picture, "0.txt": "zero" });
    const folder = folderOf({ "1.jpg": picture, "1.txt": "one" });
    symlinkSync(store, join(folder, "images"));
    const dataset = await openDataset(folder);
    expect((await readAll(dataset)).pairs).toHaveLength(1);
    expect(dataset.troubles).toEqual([
      "Cannot follow 1 links that lead out of the dataset: images; follow them with --follow-links",
    ]);
    const followed = await openDataset(folder, [], { followLinks: true });
    const { pairs } = await readAll(followed);
    expect(followed.troubles).toEqual([]);
    expect(pairs.map(({ key, caption, error }) => [key, caption, error])).toEqual([
      ["folder-00000/1.jpg", "one", undefined],
      ["folder-00000/images/0.jpg", "zero", undefined],
    ]);
  });

  it("are no empty place where all lead out", async () => {
    const folder = folderOf({});
    symlinkSync(folderOf({ "0.jpg": picture }), join(folder, "images"));
    await expect(openDataset(folder)).rejects.toThrow(/only links that lead out of it; .*--follow-links$/u);
  });
});

describe("links to files", () => {
  it("that lead out give no caption, and no image; both on request", async () => {
    const store = folderOf({ "0.jpg": picture, "0.txt": "secret" });
    const folder = folderOf({});
    for (const name of ["0.jpg", "0.txt"]) symlinkSync(join(store, name), join(folder, name));
    const dataset = await openDataset(folder);
    const [pair] = (await readAll(dataset)).pairs;
    expect(pair?.error).toMatch(/got a link that leads out of it$/u);
    expect(pair?.caption).toBeUndefined();
    expect(dataset.troubles[0]).toMatch(/^Cannot follow 2 links .*: 0\.jpg, 0\.txt; /u);
    const [followed] = (await readAll(await openDataset(folder, [], { followLinks: true }))).pairs;
    expect([followed?.error, followed?.caption]).toEqual([undefined, "secret"]);
    expect(await followed?.image?.()).toEqual(picture);
  });

  it("that lead out give no table beside a tar; on request they do", async () => {
    const folder = folderOf({});
    cpSync(join(fixtures, "img2dataset/00000.tar"), join(folder, "00000.tar"));
    symlinkSync(join(fixtures, "img2dataset/00000.parquet"), join(folder, "00000.parquet"));
    for (const uri of [folder, join(folder, "00000.tar")]) {
      const { troubles } = await readAll(await openDataset(uri));
      expect(troubles).toEqual([
        expect.stringMatching(/"00000\.parquet" beside its tar: .*--follow-links$/u),
      ]);
      const followed = await readAll(await openDataset(uri, [], { followLinks: true }));
      expect(followed.troubles.join("\n")).not.toMatch(/beside its tar/u);
    }
  });

  it("that lead out give no folder of COCO's pictures; on request they do", async () => {
    const caption = { id: 1, image_id: 1, caption: "one" };
    const coco = { images: [{ id: 1, file_name: "1.jpg" }], annotations: [caption] };
    const folder = folderOf({ "captions_val.json": JSON.stringify(coco) });
    symlinkSync(folderOf({ "1.jpg": picture }), join(folder, "val"));
    const [pair] = (await readAll(await openDataset(folder))).pairs;
    expect(pair).toMatchObject({
      caption: "one",
      error: expect.stringMatching(/a link that leads out of it/u),
    });
    expect(pair?.image).toBeUndefined();
    const [followed] = (await readAll(await openDataset(folder, [], { followLinks: true }))).pairs;
    expect(followed?.error).toBeUndefined();
    expect(Buffer.from((await followed?.image?.()) ?? [])).toEqual(Buffer.from(picture));
  });
});

describe("a folder that may not be read", () => {
  it.each(["", "sub", "glob"])("is refused by name, never passed over: %s", async (where) => {
    const folder = folderOf({ "0.jpg": picture, "sub/1.jpg": picture });
    // Made by mkdtemp for its owner alone.
    chmodSync(folder, 0o755);
    const locked = where === "" ? folder : join(folder, "sub");
    chmodSync(locked, 0o000);
    onTestFinished(() => chmodSync(locked, 0o755));
    const uri = where === "glob" ? join(folder, "**", "*.jpg") : folder;
    await asNobody(() =>
      expect(openDataset(uri)).rejects.toThrow(
        new RegExp(
          `^Cannot read folder ".*${basename(locked)}/?": wanted to list its files, got EACCES; `,
          "u",
        ),
      ),
    );
  });
});

describe("folders named one by one", () => {
  it("count with all that is in them, by braces and by a glob", async () => {
    const tar = await tarOf([["a.txt", "caption"]]);
    const folder = folderOf({ "train/0.tar": tar, "test/0.tar": tar, "other/0.tar": tar });
    const names = async (uri: string) => (await openDataset(uri)).shards.map(({ name }) => name);
    expect(await names(join(folder, "{train,test}"))).toEqual(["test-0", "train-0"]);
    expect(await names(join(folder, "t*"))).toEqual(["test-0", "train-0"]);
  });
});

describe("names that Windows wrote", () => {
  it("find images in folders", async () => {
    const { pairs } = await readFolder({
      "metadata.jsonl": '{"file_name": "images\\\\0.jpg", "text": "zero"}\n',
      "images/0.jpg": picture,
    });
    expect(pairs.map(({ caption, error }) => [caption, error])).toEqual([["zero", undefined]]);
  });

  it("do not fold the samples of a tar together", async () => {
    const members = [0, 1].flatMap((i) => [
      [`v1.0\\${i}.jpg`, picture] as const,
      [`v1.0\\${i}.txt`, `caption ${i}`] as const,
    ]);
    const { pairs } = await readTar(await tarOf(members));
    expect(pairs.map(({ key, caption, error }) => [key, caption, error])).toEqual([
      ["00000/v1.0/0", "caption 0", undefined],
      ["00000/v1.0/1", "caption 1", undefined],
    ]);
  });
});

describe("captions whose names differ in case", () => {
  it("are found where that is one for one, and given to no image else", async () => {
    const { pairs } = await readFolder({
      "A.JPG": picture,
      "A.TXT": "same stem",
      "IMG_1.JPG": picture,
      "img_1.txt": "other stem",
      "x.jpg": picture,
      "X.jpg": picture,
      "x.txt": "only of x",
    });
    expect(pairs.map(({ key, caption }) => [basename(key), caption])).toEqual([
      ["A.JPG", "same stem"],
      ["IMG_1.JPG", "other stem"],
      ["X.jpg", undefined],
      ["x.jpg", "only of x"],
    ]);
  });
});

it("a place that is neither file nor folder is refused", async () => {
  mkdirSync(join(folderOf({}), "x"));
  await expect(openDataset("/dev/null")).rejects.toThrow(/wanted a file or folder, got a device or pipe$/u);
});
