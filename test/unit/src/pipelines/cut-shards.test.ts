import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parquetWriteFile } from "hyparquet-writer";
import { expect, it } from "vitest";
import { openDataset } from "../../../../datasets/index.ts";
import { audit } from "../../../../src/pipelines/audit/audit.ts";
import type { RunEvent } from "../../../../src/process/events.ts";
import { reopenDataset } from "../../../../src/run/open-dataset.ts";
import { openScores } from "../../../../src/run/query.ts";
import { readRun } from "../../../../src/run/run.ts";
import { digests, scratchFolder } from "../../../support/run-files.ts";
import { checkFindings, curateScored, scoredRun } from "../../../support/scored-run.ts";

const folder = scratchFolder();
const context = {
  now: () => new Date(0),
  random: Math.random,
  emit: () => {},
  signal: new AbortController().signal,
};

function captions(name: string): string {
  const path = folder(name);
  parquetWriteFile({
    filename: path,
    rowGroupSize: 7000,
    columnData: [
      {
        name: "caption",
        data: Array.from({ length: 21_500 }, (_, i) => `picture ${i % 9000}`),
        type: "STRING",
      },
      {
        name: "url",
        data: Array.from({ length: 21_500 }, (_, i) => `https://example.org/${i}`),
        type: "STRING",
      },
    ],
  });
  return path;
}

it("gives a large file the same scores cut as whole", async () => {
  const uri = captions("scored.parquet");
  const rows = await Promise.all(
    [true, false].map(async (wholeFiles) => {
      const out = folder(`run-${wholeFiles}`);
      const dataset = await openDataset(uri, [], { wholeFiles });
      const options = {
        dataset,
        uris: [uri],
        out,
        filters: ["text-basics" as const],
        models: {},
        device: "cpu",
      };
      await audit({ ...options, workers: 1, part: { index: 0, of: 1 }, command: [] }, context);
      const run = await readRun(out);
      expect(run.inputs.shards).toHaveLength(wholeFiles ? 1 : 3);
      expect(run.inputs.shardPairs).toBe(wholeFiles ? undefined : 10_000);
      // A run of before finds the shards that it was made of.
      expect((await reopenDataset(run.inputs, out, null)).shards.map(({ name }) => name)).toEqual(
        run.inputs.shards.map(({ name }) => name),
      );
      const query = await openScores(out);
      const all = await query.rows<object>(
        "SELECT * EXCLUDE (key, shard, row) FROM scores ORDER BY shard, row",
      );
      query.close();
      return all;
    }),
  );
  expect(rows[0]).toHaveLength(21_500);
  expect(rows[0]).toEqual(rows[1]);
});

it("writes a large file again as one, with the same bytes cut as whole, and proves it", async () => {
  const uri = captions("curated.parquet");
  const written = [];
  for (const wholeFiles of [true, false]) {
    let seen = 0;
    const run = await scoredRun(uri, folder(`curated-run-${wholeFiles}`), () => seen++ % 3 === 0, wholeFiles);
    const to = folder(`out-${wholeFiles}`);
    const { curated } = await curateScored(run, { to });
    expect(curated.pairs).toMatchObject({ before: 21_500, removed: 7167 });
    expect(await checkFindings(to)).toEqual([]);
    written.push(digests(to)["curated.parquet"]);
  }
  expect(written[0]).toBe(written[1]);
});

it("writes a table that was cut again line by line", async () => {
  const uri = folder("table.csv");
  const lines = Array.from({ length: 12_000 }, (_, i) => `"picture ${i}",https://example.org/${i}`);
  writeFileSync(uri, `caption,url\n${lines.join("\n")}\n`);
  const run = await scoredRun(uri, folder("table-run"));
  const { curated } = await curateScored(run, { to: folder("table-out") });
  expect(curated.shards).toHaveLength(2);
  expect(readFileSync(join(folder("table-out"), "table.csv"), "utf8")).toBe(readFileSync(uri, "utf8"));
  expect(await checkFindings(folder("table-out"))).toEqual([]);
});

it("says how many pairs one shard has whose format does not, while it is scored", async () => {
  const uri = folder("lines.jsonl");
  const lines = Array.from({ length: 40 }, (_, i) =>
    JSON.stringify({ caption: `picture ${i}`, url: `https://example.org/${i}` }),
  );
  writeFileSync(uri, `${lines.join("\n")}\n`);
  const dataset = await openDataset(uri, []);
  expect(dataset.shards.map(({ pairs }) => pairs)).toEqual([undefined]);
  const events: RunEvent[] = [];
  const options = { dataset, uris: [uri], out: folder("run-lines"), filters: ["text-basics" as const] };
  const how = { models: {}, device: "cpu", workers: 1, part: { index: 0, of: 1 }, command: [] };
  await audit({ ...options, ...how }, { ...context, emit: (event) => events.push(event) });
  const counted = events.findIndex(({ type }) => type === "pairs-counted");
  expect(events[counted]).toEqual({ type: "pairs-counted", pairs: 40 });
  expect(counted).toBeLessThan(events.findIndex(({ type }) => type === "shard-finished"));
});
