import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { asyncBufferFromFile, parquetReadObjects } from "hyparquet";
import { beforeAll, expect, it } from "vitest";
import { sluice } from "../support/cli.ts";
import { scratchFolder } from "../support/run-files.ts";

const folder = scratchFolder();
const source = folder("source");
const run = folder("run");

beforeAll(async () => {
  mkdirSync(source);
  const rows = Array.from({ length: 24 }, (_, i) => ({
    url: `https://example.org/${i}.jpg`,
    caption: `a photograph of barn number ${i}`,
    similarity: 0.2 + i / 100,
    width: 100 + i,
    uid: `${String(i).padStart(2, "0")}${"ab".repeat(15)}`,
    watermarked: i % 2 === 0,
    style: i % 3 === 0 ? "oil painting" : "photo",
    title: `The story of barn ${i} and of its owner`,
    "Odd Name": i,
    mixed: i === 0 ? "none" : i,
  }));
  writeFileSync(join(source, "rows.jsonl"), rows.map((row) => JSON.stringify(row)).join("\n"));
  const audited = await sluice("audit", source, "--out", run, "--quiet", "--workers", "1");
  expect(audited.code, audited.stderr).toBe(0);
});

it("makes columns of what a dataset says of its pairs in numbers, hashes and short lists of words", async () => {
  const { inputs } = JSON.parse(readFileSync(join(run, "run.json"), "utf8"));
  expect(inputs.source.map(({ name, type }: Record<string, unknown>) => [name, type])).toEqual([
    ["source_similarity", "float32"],
    ["source_width", "int32"],
    ["source_uid", "utf8"],
    ["source_watermarked", "bool"],
    ["source_style", "utf8"],
    ["source_odd_name", "int32"],
    ["source_mixed", "utf8"],
  ]);
  const [first, second] = await parquetReadObjects({
    file: await asyncBufferFromFile(join(run, "scores/rows-00000.parquet")),
  });
  expect(first).toMatchObject({
    source_width: 100,
    source_watermarked: true,
    source_style: "oil painting",
    source_odd_name: 0,
    source_mixed: "none",
    other_text_worst: expect.stringMatching(/^(style|title|\(a name\))$/u),
  });
  expect(second?.["source_similarity"]).toBeCloseTo(0.21, 6);
});

it("lets policies ask for them", async () => {
  const policy = folder("similar.yaml");
  writeFileSync(
    policy,
    "name: similar\nversion: 1\ndescription: By the source's similarity\nrules:\n  - id: unlike\n    reason: Image and caption do not belong together\n    when: source_similarity < 0.3\n    action: drop\n    needs: [source_similarity]\n",
  );
  const { stdout } = await sluice("decide", run, "--policy", policy);
  expect(stdout).toContain("keep 14, review 0, drop 10");
});

it("names in one line a shard's values that are of another type than the column, and keeps the pairs", async () => {
  const [shards, changed] = [folder("changing"), folder("changed")];
  mkdirSync(shards);
  const punsafe = [0.5, "high", { x: 1 }, "NA", null, 0.25];
  for (const [i, value] of punsafe.entries())
    writeFileSync(join(shards, `${i}.jsonl`), JSON.stringify({ caption: `a barn ${i}`, punsafe: value }));
  const { code, stderr, stdout } = await sluice(
    "audit",
    shards,
    "--out",
    changed,
    "--filters",
    "text-basics",
  );
  expect([0, 4], stderr).toContain(code);
  expect(stdout).toContain("6 pairs in 6 of 6 shards");
  const lines = stderr.match(/column source_punsafe: 1 values are no float32/gu);
  expect(lines).toHaveLength(2);
});
