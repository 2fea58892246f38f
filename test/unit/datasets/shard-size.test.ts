import { writeFileSync } from "node:fs";
import fc from "fast-check";
import { parquetWriteFile } from "hyparquet-writer";
import { describe, expect, it } from "vitest";
import { openDataset, type Pair, splitOfShard } from "../../../datasets/index.ts";
import { openSeparated } from "../../../datasets/tables/separated.ts";
import type { Entry, RecordTable } from "../../../datasets/tables/table.ts";
import { readAll } from "../../contracts/dataset-format.ts";
import { scratchFolder } from "../../support/run-files.ts";

const folder = scratchFolder();
const { signal } = new AbortController();
let made = 0;

function file(ending: string, text: string): string {
  const path = `${folder(`f${made++}`)}.${ending}`;
  writeFileSync(path, text);
  return path;
}

/** Captions with their URLs, in row groups of these sizes. */
function parquet(name: string, groups: number | number[]): string {
  const path = folder(name);
  const rows = 25_000;
  parquetWriteFile({
    filename: path,
    rowGroupSize: groups,
    columnData: [
      { name: "caption", data: Array.from({ length: rows }, (_, i) => `picture ${i}`), type: "STRING" },
      {
        name: "url",
        data: Array.from({ length: rows }, (_, i) => `https://example.org/${i}`),
        type: "STRING",
      },
    ],
  });
  return path;
}

const bare = ({ key: _, row: __, ...pair }: Pair) => pair;

async function entries(table: RecordTable | undefined): Promise<Entry[]> {
  const all: Entry[] = [];
  for (const { read } of table?.parts ?? []) for await (const entry of read(signal)) all.push(entry);
  return all;
}

describe("a shard has at most 10,000 pairs", () => {
  it.each([
    ["small row groups together", 4000, [8000, 8000, 9000]],
    ["ranges of a large one", 25_000, [10_000, 10_000, 5000]],
    ["both", [6000, 15_000, 2000, 2000], [6000, 10_000, 5000, 4000]],
  ])("of Parquet: %s", async (name, groups, sizes) => {
    const path = parquet(`${name.replaceAll(" ", "-")}.parquet`, groups as number);
    const [cut, whole] = [await openDataset(path), await openDataset(path, [], { wholeFiles: true })];
    expect(cut.shards.map(({ pairs }) => pairs)).toEqual(sizes);
    expect(cut.shards[0]?.name).toMatch(/\.00000$/u);
    expect(whole.shards).toHaveLength(1);
    const [a, b] = [await readAll(cut), await readAll(whole)];
    expect(a.pairs.map(bare)).toEqual(b.pairs.map(bare));
    expect(new Set(a.pairs.map(({ key }) => key)).size).toBe(25_000);
    const names = new Set(
      await Promise.all(cut.shards.map(({ name, digest }) => digest(signal).then((sha) => `${name} ${sha}`))),
    );
    expect(names.size).toBe(sizes.length);
    const bytes = cut.shards.reduce((sum, shard) => sum + shard.bytes, 0);
    expect(bytes).toBeLessThanOrEqual(whole.shards[0]?.bytes ?? 0);
  });

  it("keeps a small file's name, size and hash", async () => {
    const path = "test/fixtures/datasets/parquet/laion.parquet";
    const facts = async (wholeFiles: boolean) => {
      const [shard] = (await openDataset(path, [], { wholeFiles })).shards;
      return [shard?.name, shard?.bytes, await shard?.digest(signal), shard?.firstRow];
    };
    expect(await facts(false)).toEqual(await facts(true));
  });

  it("keeps the split that a file's name says in the names of its parts", () => {
    expect(splitOfShard("custom-00000-of-00002.00001")).toBe("custom");
    expect(splitOfShard("test.00001")).toBe("test");
  });

  it("of captions and URLs parted by tabs", async () => {
    const path = file(
      "tsv",
      Array.from({ length: 12_000 }, (_, i) => `a ${i}\thttps://example.org/${i}\n`).join(""),
    );
    const dataset = await openDataset(path);
    expect(dataset.shards.map(({ name }) => name.slice(-6))).toEqual(["-00000", "-00001"]);
    const { pairs } = await readAll(dataset);
    expect(pairs).toHaveLength(12_000);
    expect(pairs.at(-1)).toMatchObject({ key: expect.stringMatching(/-00001\/11999$/u), caption: "a 11999" });
    expect((await openDataset(path, [], { wholeFiles: true })).shards).toHaveLength(1);
  });

  it.each([
    ["without quotes", "caption,url\n", (i: number) => `a ${i},https://example.org/${i}\n`],
    [
      "with line ends in quotes",
      "\ufeffcaption,url\r\n",
      (i: number) => `"a\r\n${i}",https://example.org/${i}\r\n`,
    ],
  ])("of comma-separated fields %s", async (_, head, line) => {
    const path = file("csv", head + Array.from({ length: 12_000 }, (_, i) => line(i)).join(""));
    const [cut, whole] = [await openDataset(path), await openDataset(path, [], { wholeFiles: true })];
    expect([cut.shards.length, whole.shards.length]).toEqual([2, 1]);
    const [a, b] = [await readAll(cut), await readAll(whole)];
    expect(a.pairs.map(bare)).toEqual(b.pairs.map(bare));
    expect(a.troubles).toEqual([]);
  });

  it("reads the same of separated fields wherever they are cut", async () => {
    const text = fc
      .array(
        fc.constantFrom("a", "b,", '"', '""', "\n", "\n", "\r\n", ",", "é", '"x\ny",', "|", "long words"),
        {
          minLength: 10,
          maxLength: 80,
        },
      )
      .map((parts) => `caption,url\nhttps://e.org/1,b\n${parts.join("")}`);
    await fc.assert(
      fc.asyncProperty(text, fc.integer({ min: 1, max: 4 }), async (written, rows) => {
        const path = file("csv", written);
        const [cut, whole] = [await openSeparated(path, rows), await openSeparated(path)];
        const [a, b] = [await entries(cut), await entries(whole)];
        const troubles = (all: readonly Entry[]) => all.filter((entry) => "trouble" in entry);
        // Of a file that is torn at its end the parser lets go of what it has just read.
        if (troubles(b).length > 0) expect(troubles(a)).toEqual(troubles(b));
        else expect(a).toEqual(b);
      }),
      { numRuns: 150 },
    );
  });
});
