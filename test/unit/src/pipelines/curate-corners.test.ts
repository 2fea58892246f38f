import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { buffer } from "node:stream/consumers";
import { gunzipSync, gzipSync } from "node:zlib";
import { Field, Schema, Table, tableToIPC, Utf8, vectorFromArray } from "apache-arrow";
import { parquetWriteBuffer } from "hyparquet-writer";
import { pack } from "tar-stream";
import { expect, it } from "vitest";
import { openDataset } from "../../../../datasets/index.ts";
import { readAll } from "../../../contracts/dataset-format.ts";
import { scratchFolder } from "../../../support/run-files.ts";
import { checkFindings, curateScored, scoredRun } from "../../../support/scored-run.ts";
import { tfrecordOf } from "../../../support/tfrecord-of.ts";
import { picture } from "../../../support/written.ts";
import { zipOf } from "../../../support/zipped.ts";

const folder = scratchFolder();
/** Stands for what nobody measured, wherever a container has a place for words. */
const SAID = "an insult that nobody measured";
const url = "https://example.org/0.jpg";

type Files = Readonly<Record<string, string | Uint8Array>>;

/** A tar with words in its headers, and behind its end. */
async function talkingTar(): Promise<Buffer> {
  const tar = pack();
  const pax = { comment: SAID, "SCHILY.xattr.user.note": SAID };
  for (const [name, content] of [
    ["0.jpg", await picture(0)],
    ["0.txt", "a red barn"],
    ["0.json", JSON.stringify({ width: 8, [SAID]: 1, note: SAID })],
    ["0.note.txt", SAID],
  ] as const)
    tar.entry({ name, uname: "an insult", gname: "an insult", pax } as never, Buffer.from(content));
  tar.entry({ name: "an insult/", type: "directory" });
  tar.finalize();
  return Buffer.concat([await buffer(tar), Buffer.from(SAID.padEnd(512, "\0"))]);
}

/** A zip whose directory has a comment. */
function talkingZip(files: readonly (readonly [string, string | Uint8Array])[]): Buffer {
  const zip = zipOf(files);
  zip.writeUInt16LE(SAID.length, zip.length - 2);
  return Buffer.concat([zip, Buffer.from(SAID)]);
}

function talkingParquet(): Uint8Array {
  const text = { type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "OPTIONAL" } as const;
  const names = ["url", "caption", "note", SAID];
  return new Uint8Array(
    parquetWriteBuffer({
      schema: [{ name: "root", num_children: names.length }, ...names.map((name) => ({ name, ...text }))],
      columnData: [url, "a red barn", SAID, "1"].map((value, i) => ({ name: names[i] ?? "", data: [value] })),
      kvMetadata: [
        { key: "about", value: SAID },
        { key: SAID, value: "1" },
      ],
      createdBy: SAID,
    }),
  );
}

function talkingArrow(): Uint8Array {
  const table = new Table({
    url: vectorFromArray([url], new Utf8()),
    caption: vectorFromArray(["a red barn"], new Utf8()),
    note: vectorFromArray([SAID], new Utf8()),
  });
  const fields = table.schema.fields.map(
    ({ name, type }) => new Field(name, type, true, new Map([["about", SAID]])),
  );
  const schema = new Schema(fields, new Map([["about", SAID]]));
  return tableToIPC(new Table(schema, table.batches.map(({ data }) => data) as never), "stream");
}

const coco = {
  info: { description: SAID },
  licenses: [{ id: 1, name: SAID }],
  categories: [{ id: 1, name: SAID }],
  images: [{ id: 1, file_name: "0.jpg", note: SAID }],
  annotations: [{ id: 1, image_id: 1, caption: "a red barn", note: SAID, [SAID]: 1 }],
  [SAID]: [],
};

const corners: Readonly<Record<string, () => Promise<Files>>> = {
  "the headers, the end, the members and the fields of a tar": async () => ({
    "00000.tar": await talkingTar(),
  }),
  "the comment of a zip, and files in it": async () => ({
    "set.zip": talkingZip([
      ["a/0.jpg", await picture(0)],
      ["a/0.txt", "a red barn"],
      ["a/notes.md", SAID],
    ]),
  }),
  "the header and the cells of a CSV": async () => ({
    "list.csv": `url,caption,note,"${SAID}"\n${url},a red barn,${SAID},1\n`,
  }),
  "fields of JSON lines": async () => ({
    "list.jsonl": `${JSON.stringify({ url, caption: "a red barn", note: SAID, [SAID]: 1, more: { [SAID]: [SAID] } })}\n`,
  }),
  "what stands beside the rows of a JSON": async () => ({
    "list.json": JSON.stringify({
      about: SAID,
      rows: [{ url, caption: "a red barn" }],
      config: [{ note: SAID }],
    }),
  }),
  "COCO's info, licences, categories and notes": async () => ({
    "annotations/captions_train2014.json": JSON.stringify(coco),
    "train2014/0.jpg": await picture(0),
  }),
  "columns and the footer of a Parquet": async () => ({ "a.parquet": talkingParquet() }),
  "the schema of an Arrow file": async () => ({ "a.arrow": talkingArrow() }),
  "features of a TensorFlow record": async () => ({
    "a.tfrecord": tfrecordOf([
      { jpg: await picture(0), caption: "a red barn", note: SAID, [SAID]: { int: [1] } },
    ]),
  }),
  "the comment of a gzip": async () => ({
    "list.jsonl.gz": gzipSync(`${JSON.stringify({ url, caption: "a red barn", note: SAID })}\n`),
  }),
  "files beside a picture": async () => ({
    "0.jpg": await picture(0),
    "0.txt": "a red barn",
    "0.json": JSON.stringify({ note: SAID, [SAID]: 1 }),
    "README.md": SAID,
    "notes.txt": SAID,
  }),
};

it.each(Object.keys(corners))("nothing is written of what stands in %s", async (name) => {
  const home = folder(name.replaceAll(/\W+/gu, "-"));
  for (const [file, content] of Object.entries((await corners[name]?.()) ?? {})) {
    mkdirSync(dirname(join(home, "source", file)), { recursive: true });
    writeFileSync(join(home, "source", file), content);
  }
  const run = await scoredRun(join(home, "source"), join(home, "run"));
  const to = join(home, "out");
  const { curated } = await curateScored(run, { to });
  expect(curated.pairs.written).toBe(1);
  expect(await checkFindings(to)).toEqual([]);
  const written = readdirSync(to, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  for (const entry of written) {
    const bytes = readFileSync(join(entry.parentPath, entry.name));
    const plain = entry.name.endsWith(".gz") ? gunzipSync(bytes) : bytes;
    expect([entry.name, plain.includes("insult")]).toEqual([entry.name, false]);
  }
  const { pairs } = await readAll(await openDataset(to));
  expect(pairs).toHaveLength(1);
  expect(
    JSON.stringify(pairs, (_, value) => (typeof value === "bigint" ? String(value) : value)),
  ).not.toMatch(/insult/u);
});
