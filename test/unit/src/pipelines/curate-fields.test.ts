import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from "hyparquet";
import { parquetWriteBuffer } from "hyparquet-writer";
import { beforeAll, describe, expect, it } from "vitest";
import { scratchFolder } from "../../../support/run-files.ts";
import { checkFindings, curateScored, scoredRun } from "../../../support/scored-run.ts";
import { pairsOf } from "../../../support/stored-pairs.ts";
import { picture } from "../../../support/written.ts";

const folder = scratchFolder();
let run: Awaited<ReturnType<typeof scoredRun>>;

beforeAll(async () => {
  const image = [];
  for (const n of [0, 1]) image.push({ bytes: new Uint8Array(await picture(n)), path: `${n}.jpg` });
  const text = { type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "OPTIONAL" } as const;
  mkdirSync(folder("source"));
  writeFileSync(
    folder("source/data.parquet"),
    Buffer.from(
      parquetWriteBuffer({
        schema: [
          { name: "root", num_children: 8 },
          { name: "image", repetition_type: "OPTIONAL", num_children: 2 },
          { name: "bytes", type: "BYTE_ARRAY", repetition_type: "OPTIONAL" },
          { name: "path", ...text },
          { name: "text", ...text },
          { name: "similarity", type: "DOUBLE", repetition_type: "OPTIONAL" },
          { name: "serial", type: "INT64", repetition_type: "OPTIONAL" },
          { name: "safe", type: "BOOLEAN", repetition_type: "OPTIONAL" },
          { name: "hash", ...text },
          { name: "sha256", ...text },
          { name: "boxes", repetition_type: "OPTIONAL", converted_type: "LIST", num_children: 1 },
          { name: "list", repetition_type: "REPEATED", num_children: 1 },
          { name: "element", type: "DOUBLE", repetition_type: "OPTIONAL" },
        ],
        columnData: [
          { name: "image", data: image },
          { name: "text", data: ["picture number 0", "picture number 1"] },
          { name: "similarity", data: [0.3, 1] },
          { name: "serial", data: [2n ** 62n + 1n, 7n] },
          { name: "safe", data: [true, null] },
          { name: "hash", data: ["00ff00ff00ff00ff", "0123456789abcdef"] },
          { name: "sha256", data: ["aaaaaaaa", "bbbbbbbb"] },
          { name: "boxes", data: [[0.5, 1], []] },
        ],
      }),
    ),
  );
  run = await scoredRun(folder("source"), folder("run"));
});

async function as(format: string): Promise<string> {
  const to = folder(format);
  await curateScored(run, { to, format });
  expect(await checkFindings(to)).toEqual([]);
  return to;
}

describe("plain fields come along into another format, by their types and to the digit:", () => {
  it("as JSON in tars, beside the names that the format has itself", async () => {
    const [first] = await pairsOf(await as("webdataset"));
    const member = first?.members?.find(({ name }) => name.endsWith(".json"));
    const json = Buffer.from(member?.bytes ?? []).toString();
    expect(json).toContain('"serial": 4611686018427387905,');
    const { serial: _, ...fields } = JSON.parse(json);
    expect(fields).toEqual({
      similarity: 0.3,
      safe: true,
      hash: "00ff00ff00ff00ff",
      source_sha256: "aaaaaaaa",
      boxes: [0.5, 1],
      key: "0",
      caption: "picture number 0",
      sha256: first?.sha256,
    });
  });

  it("as fields of every line of an imagefolder's metadata", async () => {
    const to = await as("imagefolder");
    const lines = readFileSync(join(to, "data/data/metadata.jsonl"), "utf8").trim().split("\n");
    expect(lines[0]).toContain('"serial":4611686018427387905,');
    expect(JSON.parse(lines[1] ?? "")).toMatchObject({
      similarity: 1,
      serial: 7,
      safe: null,
      source_sha256: "bbbbbbbb",
      boxes: [],
    });
  });

  it("from an imagefolder as typed columns of Parquet", async () => {
    const source = folder("imagefolder");
    const again = await scoredRun(source, folder("run-again"));
    const to = folder("parquet");
    await curateScored(again, { to, format: "parquet" });
    expect(await checkFindings(to)).toEqual([]);
    const file = await asyncBufferFromFile(join(to, "data/data-data-metadata-00000.parquet"));
    const { schema } = await parquetMetadataAsync(file);
    expect(
      Object.fromEntries(schema.map(({ name, type, converted_type }) => [name, converted_type ?? type])),
    ).toMatchObject({
      similarity: "DOUBLE",
      safe: "BOOLEAN",
      hash: "UTF8",
      boxes: "UTF8",
    });
    const [row] = await parquetReadObjects({ file });
    expect(row).toMatchObject({
      similarity: 0.3,
      safe: true,
      serial: "4611686018427387905",
      boxes: "[0.5,1]",
    });
  });
});
