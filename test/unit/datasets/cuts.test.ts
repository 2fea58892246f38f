import { utimesSync, writeFileSync } from "node:fs";
import { Table, tableFromArrays, tableFromIPC, tableToIPC } from "apache-arrow";
import { describe, expect, it } from "vitest";
import { type Cuts, openDataset } from "../../../datasets/index.ts";
import { readAll } from "../../contracts/dataset-format.ts";
import { scratchFolder } from "../../support/run-files.ts";
import { tfrecordOf } from "../../support/tfrecord-of.ts";

const folder = scratchFolder();
const ROWS = 12_000;
const rows = Array.from({ length: ROWS }, (_, i) => ({
  caption: `a boat on the water with ${i} sails, seen from far away in the evening`,
  url: `https://example.org/pictures/${i}.jpg`,
}));
const lines = rows.map((row) => JSON.stringify(row));
const { schema, batches } = tableFromIPC(
  tableToIPC(
    tableFromArrays({ caption: rows.map(({ caption }) => caption), url: rows.map(({ url }) => url) }),
  ),
);
const thousands = batches.flatMap((batch) =>
  Array.from({ length: ROWS / 1000 }, (_, i) => batch.slice(1000 * i, 1000 * (i + 1))),
);

const files: Readonly<Record<string, string | Uint8Array>> = {
  "plain.csv": `caption,url\n${rows.map(({ caption, url }) => `${caption.replace(",", "")},${url}\n`).join("")}`,
  "quoted.csv": `caption,url\n${rows.map(({ caption, url }) => `"${caption}",${url}\n`).join("")}`,
  "pairs.tsv": rows.map(({ caption, url }) => `${caption}\t${url}\n`).join(""),
  "rows.jsonl": `${lines.join("\n")}\n`,
  "rows.json": `[\n${lines.join(",\n")}\n]`,
  "rows.tfrecord": tfrecordOf(rows),
  "rows.arrow": tableToIPC(new Table(schema, thousands), "file"),
};

/** Writes a file whose clock does not tell that it is another. */
function write(path: string, bytes: Uint8Array, time = 1e9): void {
  writeFileSync(path, bytes);
  utimesSync(path, time, time);
}

describe.each(Object.keys(files))("where %s is cut", (name) => {
  const path = folder(name);
  const bytes = Buffer.from(files[name] as Uint8Array);
  const open = async (cuts?: Cuts) => {
    const dataset = await openDataset(path, [], cuts === undefined ? {} : { cuts });
    return { dataset, cuts: dataset.cuts ?? {}, sizes: dataset.shards.map((shard) => shard.bytes) };
  };

  it("is found once: who is told goes through nothing, and reads the same", async () => {
    write(path, bytes);
    const first = await open();
    expect(first.sizes.length).toBeGreaterThan(1);
    expect(JSON.stringify(first.cuts)).not.toContain(name);
    const told: Cuts = JSON.parse(JSON.stringify(first.cuts));
    const again = await open(told);
    expect(again.cuts).toEqual(first.cuts);
    expect(await readAll(again.dataset)).toEqual(await readAll(first.dataset));
    // Whoever went through it would see this.
    const other = Buffer.alloc(bytes.length);
    bytes.copy(other, 0, 0, bytes.length / 4);
    write(path, other);
    const [blind, found] = [await open(told).catch(() => null), await open().catch(() => null)];
    if (name !== "rows.arrow") expect(blind?.sizes).toEqual(first.sizes);
    expect(found?.sizes).not.toEqual(first.sizes);
    // A file that was changed is gone through, whatever was said of it.
    write(path, other, 1.1e9);
    expect((await open(told).catch(() => null))?.sizes).toEqual(found?.sizes);
  });

  it("is found again where what is told is none of it", async () => {
    write(path, bytes);
    const { cuts, sizes } = await open();
    for (const wrong of [
      5,
      "x",
      [],
      {},
      [{ start: 0, end: 1e12 }],
      [{ start: -1, end: 5 }],
      [null],
      { ranges: [7] },
    ]) {
      const opened = await open(Object.fromEntries(Object.keys(cuts).map((key) => [key, wrong])));
      expect(opened.sizes).toEqual(sizes);
    }
  });
});

it("is not noted of small files, which are read as fast", async () => {
  const path = folder("small.csv");
  writeFileSync(path, (files["plain.csv"] as string).slice(0, 1000));
  expect((await openDataset(path)).cuts).toBeUndefined();
});
