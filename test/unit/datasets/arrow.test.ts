import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { tableFromArrays, tableToIPC } from "apache-arrow";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openDataset, splitsOf } from "../../../datasets/index.ts";
import { unlz4 } from "../../../datasets/packing/lz4.ts";
import { readAll } from "../../contracts/dataset-format.ts";
import { folderOf, readFolder } from "../../support/written.ts";

const fixtures = "test/fixtures/datasets";
const cases = "../shared/data/cases";
const open = async (path: string) => readAll(await openDataset(path));
/** What a pair is, less the shard that it is in and what cannot be compared. */
const plain = async (path: string) => {
  const { pairs, troubles } = await open(path);
  expect(troubles).toEqual([]);
  return Promise.all(
    pairs.map(async ({ key, image, images: _, ...pair }) => ({
      ...pair,
      key: key.split("/").at(-1),
      image: Buffer.from((await image?.()) ?? []).toString("base64"),
    })),
  );
};

describe("an Arrow file", () => {
  it.each(["lz4.feather", "zstd.arrow", "stream.arrow"])(
    "%s gives the rows that Parquet gives",
    async (name) => {
      const rows = await plain(`${fixtures}/arrow/${name}`);
      expect(rows).toHaveLength(6);
      expect(rows[0]?.image).toMatch(/^\/9j\//u);
      expect(rows).toEqual(await plain(`${fixtures}/arrow/same.parquet`));
    },
  );

  it("is read by the columns that stand at its end alone, as Arrow's JavaScript library writes it", async () => {
    const table = tableFromArrays({
      caption: ["a red barn", "two dogs", "a red barn"],
      url: [0, 1, 2].map((n) => `https://example.org/${n}.jpg`),
      similarity: Float64Array.of(0.1, 0.2, 0.3),
    });
    const bytes = tableToIPC(table, "file");
    const { pairs, troubles } = await readFolder({ "a.arrow": bytes });
    expect(troubles).toEqual([]);
    expect(pairs.map(({ caption, url, meta }) => [caption, url, meta["similarity"]])).toEqual([
      ["a red barn", "https://example.org/0.jpg", 0.1],
      ["two dogs", "https://example.org/1.jpg", 0.2],
      ["a red barn", "https://example.org/2.jpg", 0.3],
    ]);
    // Whatever its end is damaged to, nothing is read that is not there.
    for (let at = bytes.length - 200; at < bytes.length - 10; at++) {
      const damaged = Buffer.from(bytes);
      damaged.writeUInt8(0xff, at);
      expect((await readFolder({ "a.arrow": damaged })).pairs.length).toBeLessThanOrEqual(3);
    }
  });

  it("that is cut gives the rows before it, and says so", async () => {
    const bytes = readFileSync(`${fixtures}/arrow/stream.arrow`);
    const { pairs, troubles } = await readFolder({ "a.arrow": bytes.subarray(0, bytes.length - 2000) });
    expect(pairs).toHaveLength(4);
    expect(troubles).toEqual([expect.stringMatching(/^Cannot read "a.arrow" to its end: .*up to row 4$/u)]);
  });

  it.each([
    ["nothing", Buffer.alloc(0)],
    ["text", Buffer.from("no Arrow at all, not by far")],
    ["only its magic", Buffer.from("ARROW1\0\0ARROW1")],
  ])("that is %s is named", async (_, bytes) => {
    const { pairs, troubles } = await readFolder({ "a.arrow": bytes });
    expect(pairs).toEqual([]);
    expect(troubles).toEqual([expect.stringMatching(/^Cannot read "a.arrow": wanted an Arrow file, got/u)]);
  });

  it("of the older Feather format is named as that", async () => {
    const { troubles } = await readFolder({ "a.feather": Buffer.from("FEA1\0\0\0\0 and more FEA1") });
    expect(troubles[0]).toMatch(/got Feather 1, an older format: write it again as Feather 2 or Parquet$/u);
  });

  it("that declares more than it holds is ended there, with the memory that its bytes may take", async () => {
    const files = readdirSync("test/fuzz/corpus").filter((name) => name.endsWith(".arrow"));
    expect(files.length).toBeGreaterThan(3);
    for (const name of files) {
      const before = process.memoryUsage().rss;
      const { pairs, troubles } = await readFolder({
        "a.arrow": readFileSync(join("test/fuzz/corpus", name)),
      });
      expect([...troubles, ...pairs.flatMap(({ error }) => error ?? [])], name).not.toEqual([]);
      expect(process.memoryUsage().rss - before, name).toBeLessThan(300_000_000);
    }
  });

  it("with any bytes wrong throws nothing, and never reads without end", async () => {
    const files = ["lz4.feather", "zstd.arrow", "stream.arrow"].map((name) =>
      readFileSync(`${fixtures}/arrow/${name}`),
    );
    const change = fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      to: fc.integer({ max: 255, min: 0 }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...files),
        fc.array(change, { minLength: 1, maxLength: 4 }),
        async (file, changes) => {
          const bytes = Buffer.from(file);
          for (const { at, to } of changes) bytes[Math.floor(at * (bytes.length - 1))] = to;
          const { pairs } = await readFolder({ "a.arrow": bytes });
          expect(pairs.length).toBeLessThan(1000);
        },
      ),
      { numRuns: 80 },
    );
  });
});

describe("what save_to_disk wrote", () => {
  it("is read with its splits", async () => {
    const dataset = await openDataset(`${fixtures}/save-to-disk`);
    const names = dataset.shards.map(({ name }) => name);
    expect(names).toEqual(["test-00000-of-00001", "train-00000-of-00002", "train-00001-of-00002"]);
    expect(splitsOf(names)).toEqual(["test", "train"]);
    const { pairs } = await readAll(dataset);
    expect(pairs.map(({ caption }) => caption)).toEqual([3, 4, 0, 1, 2].map((n) => `picture number ${n}`));
    expect(dataset.troubles).toEqual([]);
  });

  it("is read by its state: what lies beside is of steps before it, and named", async () => {
    const data = readFileSync(`${fixtures}/save-to-disk/test/data-00000-of-00001.arrow`);
    const state = JSON.stringify({ _data_files: [{ filename: "data-00000-of-00001.arrow" }] });
    const folder = folderOf({
      "data-00000-of-00001.arrow": data,
      "cache-1.arrow": data,
      "state.json": state,
    });
    const dataset = await openDataset(folder);
    expect(dataset.shards).toHaveLength(1);
    expect(dataset.troubles).toEqual([expect.stringContaining("cache-1.arrow")]);
  });
});

describe("an LZ4 frame", () => {
  const frame = (...blocks: readonly Buffer[]) =>
    Buffer.concat([
      Buffer.from("04224d18604082", "hex"),
      ...blocks.flatMap((block) => {
        const size = Buffer.alloc(4);
        size.writeUInt32LE(block.length);
        return [size, block];
      }),
      Buffer.alloc(4),
    ]);

  it("may reach back into the block before it, and into itself", () => {
    const first = Buffer.concat([Buffer.from([0x50]), Buffer.from("abcde")]);
    const second = Buffer.from([0x0f, 5, 0, 0, 0x10, "!".charCodeAt(0)]);
    expect(Buffer.from(unlz4(frame(first, second), 100)).toString()).toBe("abcdeabcdeabcdeabcdeabcd!");
  });

  it("ends at its limit, and where it is damaged", () => {
    const bomb = Buffer.concat([Buffer.from([0x1f, 97, 1, 0]), Buffer.alloc(1000, 255), Buffer.from([0])]);
    expect(() => unlz4(frame(bomb), 1000)).toThrow("wanted at most 1000 bytes, got more");
    expect(unlz4(frame(bomb), 2 ** 20)).toHaveLength(1 + 15 + 4 + 255_000);
    for (const wrong of [Buffer.from([0x0f, 9, 0]), Buffer.from([0x50, 97]), Buffer.from([0x10])])
      expect(() => unlz4(frame(wrong), 1000)).toThrow("the lz4 data is damaged");
    expect(() => unlz4(Buffer.from("no frame at all"), 1000)).toThrow("the lz4 data is damaged");
  });
});

describe.skipIf(!existsSync(cases))("the shared cases", () => {
  it.each(["a01-save-to-disk", "a02-feather.arrow"])("%s is read", async (name) => {
    const { pairs, troubles } = await open(join(cases, name));
    expect(troubles).toEqual([]);
    expect(pairs.map(({ caption, error, image }) => [caption, error, image !== undefined])).toEqual(
      ["a red barn in a field", "two dogs on a beach", "a bowl of soup", "a train at a station"].map(
        (text) => [text, undefined, true],
      ),
    );
  });
});
