import { readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type RecordBatch, Table, tableFromArrays, tableFromIPC, tableToIPC } from "apache-arrow";
import { describe, expect, it } from "vitest";
import { type Dataset, isTrouble, openDataset } from "../../../../datasets/index.ts";
import { scratchFolder } from "../../../support/run-files.ts";
import { checkFindings, curateScored, scoredRun } from "../../../support/scored-run.ts";
import { tfrecordOf } from "../../../support/tfrecord-of.ts";

const folder = scratchFolder();
const ROWS = 14_000;
const caption = (i: number) => `picture ${i % 9000}`;
const url = (i: number) => `https://example.org/${i}`;

/** Small batches behind one of more than a shard has; captions in a dictionary. */
function batched(): Table {
  const rows = Array.from({ length: ROWS }, (_, i) => i);
  const whole = tableFromArrays({ caption: rows.map(caption), url: rows.map(url) });
  const { schema, batches } = tableFromIPC(tableToIPC(whole));
  const [batch] = batches as [RecordBatch];
  const ends = [11_500, 13_000, ROWS];
  const cut = ends.map((end, i) => batch.slice(ends[i - 1] ?? 0, end));
  return new Table(schema, cut);
}

const makers: Record<string, (path: string) => void> = {
  "file.arrow": (path) => writeFileSync(path, tableToIPC(batched(), "file")),
  "stream.arrow": (path) => writeFileSync(path, tableToIPC(batched(), "stream")),
  "plain.tfrecord": (path) =>
    writeFileSync(
      path,
      tfrecordOf(Array.from({ length: ROWS }, (_, i) => ({ caption: caption(i), url: url(i) }))),
    ),
};

const { signal } = new AbortController();

/** Captions by place in the file, and what is said of the rest. */
async function read({ shards }: Dataset): Promise<{ readonly rows: string[]; readonly troubles: number }> {
  const rows: string[] = [];
  let troubles = 0;
  for (const shard of shards)
    for await (const item of shard.read(signal))
      if (isTrouble(item)) troubles++;
      else rows[(shard.firstRow ?? 0) + item.row] = `${item.caption} ${item.url}`;
  return { rows, troubles };
}

describe.each(Object.entries(makers))("%s", (name, make) => {
  it("is cut into shards of at most 10,000 rows, each read by itself, with hashes of their own", async () => {
    const path = folder(name);
    make(path);
    const dataset = await openDataset(path);
    const { shards } = dataset;
    expect(shards.length).toBeGreaterThan(1);
    for (const { pairs } of shards) expect(pairs ?? 0).toBeLessThanOrEqual(10_000);
    const whole = await openDataset(path, [], { wholeFiles: true });
    expect(whole.shards).toHaveLength(1);
    const all = await read(whole);
    expect(all.rows).toHaveLength(ROWS);
    expect(await read(dataset)).toEqual(all);
    // In no order: each of them enters the file by itself.
    expect(await read({ ...dataset, shards: shards.toReversed() })).toEqual(all);
    const hashes = await Promise.all(shards.map(({ digest }) => digest(signal)));
    expect(hashes.at(-1)).toMatch(/^[0-9a-f]{64}$/u);
    expect(hashes.at(-1)).not.toBe(hashes[0]);
  });

  it("that is cut short keeps the rows before, and says so once", async () => {
    const path = folder(`short-${name}`);
    make(path);
    const { shards } = await openDataset(path);
    truncateSync(path, statSync(path).size - Math.round((shards.at(-1)?.bytes ?? 0) / 2) - 5);
    const whole = await read(await openDataset(path, [], { wholeFiles: true }));
    expect(whole.troubles).toBe(1);
    // Arrow's own library writes what its columns are at a file's end alone.
    expect(whole.rows.length > 10_000).toBe(name !== "file.arrow");
    expect(await read(await openDataset(path))).toEqual(whole);
  });

  it("is written again as one, with the same bytes cut as whole, and proven", async () => {
    const path = folder(`curated-${name}`);
    make(path);
    const written: Buffer[] = [];
    for (const wholeFiles of [true, false]) {
      let seen = 0;
      const run = await scoredRun(
        path,
        folder(`run-${name}-${wholeFiles}`),
        () => seen++ % 3 === 0,
        wholeFiles,
      );
      const to = folder(`out-${name}-${wholeFiles}`);
      const { curated } = await curateScored(run, { to });
      expect(curated.pairs.before).toBe(ROWS);
      expect(await checkFindings(to)).toEqual([]);
      written.push(readFileSync(join(to, `curated-${name}`)));
    }
    const [whole, cut] = written;
    expect(whole?.length).toBeGreaterThan(10_000);
    expect(cut?.equals(whole as Buffer)).toBe(true);
  });
});
