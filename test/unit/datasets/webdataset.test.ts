import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isTrouble, openDataset } from "../../../datasets/index.ts";
import { readAll } from "../../contracts/dataset-format.ts";
import { folderOf, jpeg, readTar, tarOf, type Written } from "../../support/written.ts";
import { zipOf } from "../../support/zipped.ts";

const fixtures = "test/fixtures/datasets";
const never = new AbortController().signal;
const open = async (path: string) => readAll(await openDataset(`${fixtures}/${path}`));

describe("names", () => {
  it("keeps folders in keys, drops ./, and tells endings in any case", async () => {
    const { pairs } = await open("tars");
    const part = "part".repeat(40);
    expect(pairs.map(({ key }) => key)).toEqual([
      "00000/a",
      `gnu/deep/${part}-0`,
      `gnu/deep/${part}-1`,
      `pax/ä-long-name/${part}-0`,
      `pax/ä-long-name/${part}-1`,
      "train-00000/a",
      ...["webdataset-writer/sample0", "webdataset-writer/sample1", "webdataset-writer/sample2"],
    ]);
    expect(pairs[1]?.caption).toBe("caption 0");
    expect(pairs[7]?.meta).toEqual({ cls: "1" });
  });

  it("makes what leads out an error of its pair, or trouble, and reads no link but a hard one to a file before it", async () => {
    const { pairs, troubles } = await open("hostile/names.tar");
    const errors = pairs.map(({ key, error }) => [key, error?.replace(/^.*?: /u, "")]);
    const outside = "wanted a path inside the archive, got one that leads out of it";
    expect(errors).toEqual([
      ["names/first", outside],
      ["names/etc/absolute", outside],
      ["names/windows", outside],
      ["names/link", "wanted a file, got a symlink"],
      ["names/hard", undefined],
      ["names/fifo", "wanted a file, got a fifo"],
      ["names/last", undefined],
    ]);
    expect(pairs.map(({ image }) => image !== undefined)).toEqual([
      true,
      false,
      false,
      false,
      true,
      false,
      true,
    ]);
    expect(pairs[0]?.caption).toBeUndefined();
    expect(troubles).toEqual([
      `Cannot use member "../label.cls" of "names.tar": ${outside}`,
      'Cannot use member ".jpg" of "names.tar": wanted a name before the dot',
    ]);
  });

  it("loses no pair whose key comes again", async () => {
    const { pairs } = await open("hostile/keys.tar");
    expect(pairs.map(({ key, error }) => [key, error?.split(":")[0]])).toEqual([
      ["keys/a", undefined],
      ["keys/b", undefined],
      ["keys/a~2", 'Cannot use key "a"'],
      ["keys/a~2~2", 'Cannot use key "a~2"'],
      ["keys/c", undefined],
      ["keys/c~2", 'Cannot use key "c"'],
      ["keys/d", undefined],
    ]);
  });
});

describe("archives inside of an archive", () => {
  it("are read where they are tars, else named, with what to do", async () => {
    const inner = await tarOf([["a.txt", "a text"]]);
    const { pairs, troubles } = await readTar(
      await tarOf([
        ["x/00000.tar", inner],
        ["x/00001.zip", zipOf([["b.txt", "a text"]])],
      ]),
    );
    expect(pairs[0]).toMatchObject({ key: "00000/x/00000/a", caption: "a text" });
    expect(troubles).toContain(
      'Cannot read 1 archives inside "00000.tar": "00001.zip"; unpack it, and audit those',
    );
  });
});

describe("captions", () => {
  it.each([
    ["control characters and NUL", "a\u0000b\u0007\u001b[31mc", {}],
    ["a megabyte", "word ".repeat(200_000), {}],
    ["nothing", "", {}],
  ])("keeps %s", async (_, caption, meta) => {
    const { pairs } = await readTar(await tarOf([["a.txt", caption]]));
    expect(pairs).toEqual([{ key: "00000/a", row: 0, caption, meta }]);
  });

  it("flags invalid UTF-8, and still gives the text", async () => {
    const { pairs } = await readTar(await tarOf([["a.txt", Buffer.from([0x61, 0xff, 0x62])]]));
    expect(pairs).toEqual([{ key: "00000/a", row: 0, caption: "a\ufffdb", meta: { invalid_utf8: true } }]);
  });

  it("refuses more than 10 MiB, packed or not", async () => {
    const large = Buffer.alloc(10 * 2 ** 20 + 1, "a");
    const { pairs } = await readTar(
      await tarOf([
        ["a.txt", large],
        ["b.txt.gz", gzipSync(large)],
        ["c.txt.gz", "no gzip"],
      ]),
    );
    for (const { error, caption } of pairs) {
      expect(error).toMatch(/^Cannot read member .txt(.gz)?: wanted at most 10485760 bytes, got/u);
      expect(caption).toBeUndefined();
    }
  });

  it.each([
    ["[1", "got broken JSON"],
    ["7", "got a number"],
    ["{", "got broken JSON"],
    ['{"caption": 5}', "got a number"],
  ])("makes the JSON %s an error of its pair", async (json, got) => {
    const { pairs } = await readTar(
      await tarOf([
        ["a.json", json],
        ["b.txt", "next"],
      ]),
    );
    expect(pairs[0]?.error).toContain(got);
    expect(pairs[1]).toMatchObject({ caption: "next" });
  });
});

describe("damage", () => {
  it("passes over a member that is too large, without keeping it", async () => {
    const large = Buffer.alloc(100 * 2 ** 20 + 1);
    const tar = await tarOf([
      ["a.jpg", large],
      ["b.txt", "next"],
    ]);
    const { pairs, troubles } = await readTar(tar);
    expect(pairs[0]?.error).toBe("Cannot read member .jpg: wanted at most 104857600 bytes, got 104857601");
    expect(pairs[1]?.caption).toBe("next");
    expect(troubles).toEqual([]);
  });

  it.each([
    ["a file of no bytes", Buffer.alloc(0), "no end-of-archive mark"],
    ["text", Buffer.from("not a tar".repeat(200)), "this is no tar archive, or it is damaged"],
    [
      "broken gzip",
      Buffer.concat([Buffer.from([0x1f, 0x8b]), Buffer.alloc(100, 7)]),
      "the gzip data is damaged",
    ],
  ])("says what is wrong with %s", async (_, bytes, message) => {
    const { pairs, troubles } = await readTar(bytes);
    expect(pairs).toEqual([]);
    expect(troubles.join()).toContain(message);
  });

  it("says that a gzipped tar is cut short", async () => {
    const { pairs, troubles } = await readTar(
      gzipSync(await tarOf([["a.txt", "x"]])).subarray(0, -20),
      "a.tgz",
    );
    for (const { error } of pairs) expect(error).toContain("its archive ends here");
    expect(troubles[0]).toMatch(/^Cannot read "a.tgz" to its end: the archive is cut short; readable up to/u);
  });

  it("does not take a picture's last zeros for the archive's end", async () => {
    const tar = await tarOf([["a.jpg", Buffer.alloc(2048)]]);
    const { pairs, troubles } = await readTar(tar.subarray(0, 512 + 2048));
    expect([pairs[0]?.error, ...troubles].join()).toMatch(/its archive ends here.*no end-of-archive mark/u);
  });

  it("says that a link to a tar that is gone cannot be read", async () => {
    const folder = folderOf({ "00000.tar": await tarOf([["a.txt", "x"]]) });
    symlinkSync(join(folder, "gone"), join(folder, "00001.tar"));
    const { pairs, troubles } = await readAll(await openDataset(folder));
    expect(pairs).toHaveLength(1);
    expect(troubles[0]).toMatch(/^Cannot read "00001.tar" to its end: ENOENT/u);
  });

  it("reads members of any kind back, in order, and from any cut a prefix and the reason", async () => {
    const name = fc.stringMatching(/^[a-z]{1,8}$/u);
    const members = fc.uniqueArray(fc.tuple(name, fc.uint8Array({ maxLength: 1500 }), fc.boolean()), {
      minLength: 1,
      maxLength: 6,
      selector: ([stem]) => stem,
    });
    const image = await jpeg();
    await fc.assert(
      fc.asyncProperty(members, fc.double({ min: 0, max: 1, noNaN: true }), async (drawn, where) => {
        const written = drawn.flatMap(([stem, bytes, pictured]): Written[] => [
          ...(pictured ? [[`${stem}.jpg`, image] as const] : []),
          [`${stem}.bin.txt`, bytes],
          [`${stem}.txt`, stem],
        ]);
        const tar = await tarOf(written);
        const whole = await readTar(tar);
        expect(whole.troubles).toEqual([]);
        expect(whole.pairs.map(({ caption }) => caption)).toEqual(drawn.map(([stem]) => stem));
        const content = tar.length - 1024;
        const cut = await readTar(tar.subarray(0, Math.floor(where * content)));
        expect(cut.troubles.length).toBeGreaterThan(0);
        const intact = cut.pairs.filter(({ error }) => error === undefined);
        expect(intact.map(({ key }) => key)).toEqual(
          whole.pairs.slice(0, intact.length).map(({ key }) => key),
        );
        expect(cut.pairs.length - intact.length).toBeLessThanOrEqual(1);
      }),
      { numRuns: 60 },
    );
  });

  it("keeps one pair in memory, not the shard", async () => {
    const picture = Buffer.alloc(2 ** 20, 1);
    const members = Array.from({ length: 100 }, (_, i): Written => [`${i}.jpg`, picture]);
    const dataset = await openDataset(folderOf({ "00000.tar": await tarOf(members) }));
    members.length = 0;
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc") as () => void;
    const held = () => {
      // What the first one found is freed in another thread, which the second one waits for.
      collect();
      collect();
      return process.memoryUsage().arrayBuffers;
    };
    const before = held();
    let most = before;
    for await (const item of dataset.shards[0]?.read(never) ?? [])
      if (!isTrouble(item) && item.row % 25 === 0) most = Math.max(most, held());
    expect(most - before).toBeLessThan(32 * 2 ** 20);
  });
});
