import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from "hyparquet";
import { parquetWriteBuffer } from "hyparquet-writer";
import { describe, expect, it } from "vitest";
import { contentOf, isTrouble, openDataset } from "../../../../datasets/index.ts";
import { resign } from "../../../support/resign.ts";
import { scratchFolder } from "../../../support/run-files.ts";
import { checkFindings, curateScored, scoredRun } from "../../../support/scored-run.ts";
import { picture, tarOf, type Written } from "../../../support/written.ts";

const folder = scratchFolder();
let made = 0;

async function tar(): Promise<Buffer> {
  const members: Written[] = [];
  for (const n of [0, 1, 2])
    members.push(
      [`${n}.jpg`, await picture(n)],
      [`${n}.txt`, `picture number ${n}`],
      [`${n}.json`, JSON.stringify({ key: String(n), width: 8 + n })],
    );
  return tarOf(members);
}

/** Rows in another order than the tar's, and one that was never downloaded. */
const keys = ["2", "9", "0", "1"];
const table = parquetWriteBuffer({
  columnData: [
    { name: "key", data: keys, type: "STRING" },
    {
      name: "status",
      data: keys.map((key) => (key === "9" ? "failed_to_download" : "success")),
      type: "STRING",
    },
    { name: "similarity", data: keys.map((key) => Number(key) / 10), type: "FLOAT" },
    { name: "uid", data: keys.map((key) => 2n ** 60n + BigInt(key)), type: "INT64" },
    { name: "title", data: keys.map((key) => `what nobody scored of ${key}`), type: "STRING" },
  ],
});

async function curated(sidecar: string, content: string | ArrayBuffer) {
  const home = folder(String(made++));
  const source = join(home, "source");
  mkdirSync(source, { recursive: true });
  writeFileSync(join(source, "00000.tar"), await tar());
  writeFileSync(join(source, sidecar), typeof content === "string" ? content : new Uint8Array(content));
  const run = await scoredRun(source, join(home, "run"), (key) => key.endsWith("/1"));
  const to = join(home, "out");
  const { curated: said } = await curateScored(run, { to, format: null });
  return { source, to, said };
}

async function rowsOf(path: string) {
  const file = await asyncBufferFromFile(path);
  return { rows: await parquetReadObjects({ file }), ...(await parquetMetadataAsync(file)) };
}

describe("a table beside a tar", () => {
  it("stays beside it, with the rows of the pairs that pass, its columns and its types", async () => {
    const { source, to, said } = await curated("00000.parquet", table);
    expect(said.stripped).toEqual({ title: 2 });
    const before = await rowsOf(join(source, "00000.parquet"));
    const { rows, schema } = await rowsOf(join(to, "00000.parquet"));
    expect(rows).toEqual([before.rows[0], before.rows[2]].map((row) => ({ ...row, title: null })));
    expect(schema.map(({ name, type }) => [name, type]).slice(1)).toEqual(
      before.schema.map(({ name, type }) => [name, type]).slice(1),
    );
    expect(await checkFindings(to)).toEqual([]);
  });

  it("is held against its source when the dataset is checked", async () => {
    const { to } = await curated("00000.parquet", table);
    const { rows } = await rowsOf(join(to, "00000.parquet"));
    const other = parquetWriteBuffer({
      columnData: [
        { name: "key", data: rows.map(({ key }) => key), type: "STRING" },
        { name: "status", data: rows.map(({ status }) => status), type: "STRING" },
        { name: "similarity", data: [0.5, 0.5], type: "FLOAT" },
        { name: "uid", data: rows.map(({ uid }) => uid), type: "INT64" },
        { name: "title", data: ["a word of somebody", null], type: "STRING" },
      ],
    });
    writeFileSync(join(to, "00000.parquet"), new Uint8Array(other));
    resign(to);
    expect(await checkFindings(to)).toEqual(
      expect.arrayContaining([
        "00000/0: similarity is another",
        expect.stringMatching(/^00000\/2: similarity is another, title is (another|no part of the source)$/u),
      ]),
    );
  });

  it("may be a CSV with keys, whose lines stay", async () => {
    const lines = keys.map((key) => `${key},0.${key}00,"${2n ** 60n + BigInt(key)}"`);
    const { to, said } = await curated("00000.csv", `key,similarity,uid\n${lines.join("\n")}\n`);
    expect(said.stripped).toEqual({});
    expect(readFileSync(join(to, "00000.csv"), "utf8")).toBe(
      `key,similarity,uid\n${[lines[0], lines[2]].join("\n")}\n`,
    );
    expect(await checkFindings(to)).toEqual([]);
    copyFileSync(join(to, "00000.csv"), join(to, "copy"));
    writeFileSync(join(to, "00000.csv"), readFileSync(join(to, "copy"), "utf8").replace("0.200", "0.201"));
    resign(to);
    expect(await checkFindings(to)).toContain("00000/2: similarity is another");
  });

  it("without keys is named, and whole none the less", async () => {
    const keyless = parquetWriteBuffer({
      columnData: [{ name: "id", data: ["0", "1", "2"], type: "STRING" }],
    });
    const { source, to } = await curated("00000.parquet", keyless);
    const troubles = [];
    const dataset = await openDataset(source);
    for (const shard of dataset.shards)
      for await (const item of shard.read(new AbortController().signal))
        if (isTrouble(item)) troubles.push(item.trouble);
    expect(troubles).toEqual([
      'Cannot read "00000.parquet" beside its tar: wanted a column "key", got none; give it another name to read it by itself',
    ]);
    expect(await checkFindings(to)).toEqual([]);
  });

  it("is measured where it says what no member says", async () => {
    const { source } = await curated("00000.parquet", table);
    const dataset = await openDataset(source);
    for (const shard of dataset.shards)
      for await (const item of shard.read(new AbortController().signal)) {
        if (isTrouble(item)) continue;
        const { texts, facts } = contentOf(item);
        expect(texts.map(({ name }) => name)).toEqual(["title"]);
        expect(facts["similarity"]).toEqual(expect.any(Number));
      }
  });
});
