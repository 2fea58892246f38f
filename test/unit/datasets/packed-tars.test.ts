import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { openDataset } from "../../../datasets/index.ts";
import { unpacked } from "../../../datasets/packing/unpacked.ts";
import { readAll } from "../../contracts/dataset-format.ts";
import { folderOf, jpeg, readTar, tarOf } from "../../support/written.ts";

const packed = "test/fixtures/datasets/packed";
const cases = "../shared/data/cases";
const names = ["zst.tar.zst", "bz2.tar.bz2", "xz.tar.xz"];
const read = async (path: string) => readAll(await openDataset(path));

/** What make-packed.py wrote as one caption. */
const long = Array.from({ length: 2000 }, (_, n) => `${"x".repeat(n % 300)}${(n * n) % 8191} `).join("");

describe.each(names)("%s", (name) => {
  const bytes = readFileSync(join(packed, name));

  it("is read whole: several blocks, and two packed files one behind the other", async () => {
    const { pairs, troubles } = await read(join(packed, name));
    expect(troubles).toEqual([]);
    expect(pairs.map(({ caption, error }) => [caption, error])).toEqual([
      ["picture number 0", undefined],
      [long, undefined],
      ["picture number 2", undefined],
    ]);
    for (const { image } of pairs) expect((await image?.())?.slice(0, 2)).toEqual(Buffer.from([0xff, 0xd8]));
  });

  it("is read by its bytes, under any tar's name", async () => {
    const { pairs, troubles } = await readTar(bytes, "00000.tar");
    expect([pairs.length, troubles]).toEqual([3, []]);
  });

  it("gives the pairs before a cut, and says that it is cut", async () => {
    const { pairs, troubles } = await readTar(bytes.subarray(0, -400), name);
    expect(troubles).toEqual([
      expect.stringMatching(/to its end: the archive is cut short; readable up to/u),
    ]);
    expect(pairs[0]).toMatchObject({ caption: "picture number 0" });
    expect(pairs.filter(({ error }) => error === undefined).length).toBeLessThan(3);
  });

  it("can be left in the middle and read again", async () => {
    const path = join(packed, name);
    for (let i = 0; i < 3; i++) {
      for await (const _ of unpacked(path, new AbortController().signal)) break;
      const dataset = await openDataset(path);
      for await (const _ of dataset.shards[0]?.read(new AbortController().signal) ?? []) break;
    }
    expect((await read(path)).pairs).toHaveLength(3);
  });

  it("ends with the signal, and with nothing else", async () => {
    const [shard] = (await openDataset(join(packed, name))).shards;
    const controller = new AbortController();
    const reading = (async () => {
      for await (const _ of shard?.read(controller.signal) ?? []) controller.abort();
    })();
    await expect(reading).rejects.toThrow(/abort/iu);
  });
});

describe("packed data", () => {
  it.each(["bz2.tar.bz2", "xz.tar.xz"])("of %s with a wrong byte is damaged", async (name) => {
    const bytes = readFileSync(join(packed, name));
    const at = 4000;
    bytes[at] = (bytes[at] ?? 0) ^ 0x10;
    const { troubles } = await readTar(bytes, name);
    expect(troubles).toEqual([expect.stringMatching(/the (?:xz|bzip2) data is damaged; readable up to/u)]);
  });

  it.each([
    ["zstd", "28b52ffd"],
    ["bzip2", "425a6839314159265359"],
    ["xz", "fd377a585a00"],
    ["gzip", "1f8b"],
  ])("that only begins as %s is damaged or cut", async (_, head) => {
    const { pairs, troubles } = await readTar(Buffer.from(`${head}${"07".repeat(400)}`, "hex"));
    expect(pairs).toEqual([]);
    expect(troubles[0]).toMatch(/data is damaged|is cut short|this is no tar archive/u);
  });

  /** A frame of zstd whose blocks say one byte and how often it comes: four bytes for 128 KiB. */
  function zeros(blocks: number, window = 0x40): Buffer {
    const head = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, window]);
    const body = Array.from({ length: blocks }, (_, i) => {
      const block = (((2 ** 17) << 3) | 2 | (i === blocks - 1 ? 1 : 0)) >>> 0;
      return Buffer.from([block & 255, (block >>> 8) & 255, block >>> 16, 0]);
    });
    return Buffer.concat([head, ...body]);
  }
  const lengthOf = async (bytes: Buffer) => {
    const path = join(folderOf({ a: bytes }), "a");
    let length = 0;
    for await (const chunk of unpacked(path, new AbortController().signal)) length += chunk.length;
    return length;
  };

  it("that unpacks to far more than images and texts do ends, before it fills anything", async () => {
    expect(await lengthOf(zeros(8))).toBe(2 ** 20);
    const before = process.memoryUsage().rss;
    await expect(lengthOf(zeros(8300))).rejects.toThrow("it unpacks to more than 250 times its size");
    expect(process.memoryUsage().rss - before).toBeLessThan(300 * 2 ** 20);
  });

  it("that wants a window of gigabytes is refused", async () => {
    await expect(lengthOf(zeros(8, 0xa0))).rejects.toThrow(
      "wanted zstd data with a window of at most 134217728 bytes, got 1073741824",
    );
  });
});

describe("tars one behind the other", () => {
  it.each([
    ["plain", (tar: Buffer) => tar],
    ["each gzipped", gzipSync],
  ])("are read, %s, as cat and tar --concatenate leave them", async (_, pack) => {
    const image = await jpeg();
    const one = await tarOf([
      ["a.jpg", image],
      ["a.txt", "first"],
    ]);
    const two = await tarOf([
      ["b.jpg", image],
      ["b.txt", "second"],
    ]);
    for (const tar of [
      Buffer.concat([pack(one), pack(two)]),
      pack(Buffer.concat([one.subarray(0, -1024), two])),
    ]) {
      const { pairs, troubles } = await readTar(tar);
      expect(pairs.map(({ key, caption }) => [key, caption])).toEqual([
        ["00000/a", "first"],
        ["00000/b", "second"],
      ]);
      expect(troubles).toEqual([]);
    }
  });

  it("say so where the second lacks its end", async () => {
    const [one, two] = [await tarOf([["a.txt", "first"]]), await tarOf([["b.txt", "second"]])];
    const { pairs, troubles } = await readTar(Buffer.concat([one, two.subarray(0, 700)]));
    expect(pairs).toHaveLength(2);
    expect(troubles).toEqual([expect.stringMatching(/to its end/u)]);
  });

  it("may begin with a header for all members, as git writes one", async () => {
    const record = "52 comment=0123456789abcdef0123456789abcdef01234567\n";
    const global = (await tarOf([["pax_global_header", record]])).subarray(0, 1024);
    global[156] = "g".charCodeAt(0);
    global.fill(" ", 148, 156);
    const sum = global.subarray(0, 512).reduce((total, byte) => total + byte, 0);
    global.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
    const { pairs, troubles } = await readTar(Buffer.concat([global, await tarOf([["a.txt", "first"]])]));
    expect([pairs.map(({ key }) => key), troubles]).toEqual([["00000/a"], []]);
  });
});

describe.skipIf(!existsSync(cases))("the shared cases", () => {
  it("are read, packed by three tools", async () => {
    const { pairs, troubles } = await read(`${cases}/w09-compressed`);
    expect(troubles).toEqual([]);
    expect(pairs.length).toBeGreaterThan(2);
    for (const { error, caption, image } of pairs)
      expect([error, caption === undefined, !image]).toEqual([undefined, false, false]);
    const named = await read(`${cases}/w10-zst-named-tar.tar`);
    expect([named.troubles, named.pairs.every(({ image }) => image !== undefined)]).toEqual([[], true]);
  });
});
