import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { openDataset } from "../../../../datasets/index.ts";
import { readAll } from "../../../contracts/dataset-format.ts";
import { curated as auditedAndCurated } from "../../../support/curated.ts";
import { scratchFolder } from "../../../support/run-files.ts";
import { checkFindings } from "../../../support/scored-run.ts";
import { tfrecordOf } from "../../../support/tfrecord-of.ts";
import { parquetFile, picture, tarOf } from "../../../support/written.ts";

const folder = scratchFolder();
let made = 0;

/** Curates a dataset less its pairs with these ends of keys, and proves it. */
async function curated(files: Readonly<Record<string, string | Uint8Array>>, unwanted: readonly string[]) {
  const home = folder(String(made++));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(home, "source", name)), { recursive: true });
    writeFileSync(join(home, "source", name), content);
  }
  writeFileSync(join(home, "unwanted"), unwanted.map((key) => `${key}\n`).join(""));
  // No model reads what is beside the captions here.
  const carry = ["attachments", "regions"].flatMap((name) => ["--carry", name]);
  const { to } = await auditedAndCurated(
    join(home, "source"),
    "--subtract",
    join(home, "unwanted"),
    ...carry,
  );
  expect(await checkFindings(to)).toEqual([]);
  const { pairs } = await readAll(await openDataset(to));
  return { to, keys: pairs.map(({ key }) => key) };
}

const message = (n: number) => ({
  id: String(n),
  content: `**A red barn number ${n} --v 4**`,
  attachments: [{ id: String(n), filename: `${n}.png`, url: `https://example.org/${n}.png` }],
});

it("keeps lists of messages in a list, each in its brackets", async () => {
  const text = JSON.stringify([[message(0), message(1)], [message(2)]]);
  const { to, keys } = await curated({ "general.json": text }, ["general-00000/1"]);
  expect(keys).toEqual(["general-00000/0", "general-00000/2"]);
  const written = JSON.parse(readFileSync(join(to, "general.json"), "utf8"));
  expect(written).toEqual([[message(0)], [message(2)]]);
});

it("keeps Visual Genome's regions with the pictures that they number, and names what says no caption", async () => {
  const regions = [0, 1].map((n) => ({
    id: n,
    regions: [
      { region_id: 10 * n, image_id: n, x: 1, y: 2, phrase: `a barn ${n}` },
      { region_id: 10 * n + 1, image_id: n, x: 1, y: 2, phrase: `a tree ${n}` },
    ],
  }));
  const files = {
    "region_descriptions.json": JSON.stringify(regions),
    "image_data.json": JSON.stringify(
      [0, 1].map((n) => ({ image_id: n, url: `https://example.org/${n}.jpg` })),
    ),
    "VG_100K/0.jpg": await picture(0),
    "VG_100K_2/1.jpg": await picture(1),
  };
  const { keys } = await curated(files, ["region_descriptions-00000/1"]);
  expect(keys).toEqual(["region_descriptions-00000/0"]);
});

it("keeps Parquet under the name that it had", async () => {
  const table = parquetFile({
    url: [0, 1].map((n) => `https://example.org/${n}.jpg`),
    caption: ["a barn", "a tree"],
  });
  expect((await curated({ "a.tar": table }, ["a.tar/1"])).keys).toEqual(["a.tar/0"]);
});

it("writes tars in a tar as its folders, and packed tars plain, and says so", async () => {
  const inner = await tarOf([
    ["0.jpg", await picture(0)],
    ["0.txt", "a barn"],
    ["1.jpg", await picture(1)],
    ["1.txt", "a tree"],
  ]);
  const { to, keys } = await curated(
    { "all.tar": await tarOf([["x/00000.tar", inner]]), "more.tar.gz": gzipSync(inner) },
    ["all/x/00000/1"],
  );
  expect(keys).toEqual(["all/x/00000/0", "more/0", "more/1"]);
  const { remarks } = parse(readFileSync(join(to, "CURATED.yaml"), "utf8"));
  expect(remarks.slice(0, 2)).toEqual([
    'written without its compression: "more.tar.gz as more.tar"',
    'written as a folder of its tar, not as a tar inside of it: "x/00000.tar of all.tar"',
  ]);
});

it("keeps TensorFlow records byte for byte, packed or not", async () => {
  const examples = [0, 1, 2].map(async (n) =>
    tfrecordOf([{ key: `${n}`, jpg: await picture(n), caption: `a barn ${n}`, width: { int: [n] } }]),
  );
  const [first, second, third] = (await Promise.all(examples)) as [Buffer, Buffer, Buffer];
  const all = Buffer.concat([first, second, third]);
  const { to, keys } = await curated({ "00000.tfrecord": all, "00001.tfrecord.gz": gzipSync(all) }, [
    "00000/1",
    "00001/0",
  ]);
  expect(keys).toEqual(["00000/0", "00000/2", "00001/1", "00001/2"]);
  expect(readFileSync(join(to, "00000.tfrecord"))).toEqual(Buffer.concat([first, third]));
  expect(gunzipSync(readFileSync(join(to, "00001.tfrecord.gz")))).toEqual(Buffer.concat([second, third]));
});

it("leaves what nobody measured out of a TensorFlow record, and nothing else", async () => {
  const barn = { key: "0", jpg: await picture(0), caption: "a barn", width: { int: [1] } };
  const { to } = await curated({ "00000.tfrecord": tfrecordOf([{ ...barn, title: "A title" }]) }, []);
  expect(readFileSync(join(to, "00000.tfrecord"))).toEqual(tfrecordOf([barn]));
});

it("keeps a table's lines, and its pictures where they lie, when it names them as another machine did", async () => {
  const files = {
    "list.csv": "path,text\n/home/u/data/images/0.jpg,a barn\n/home/u/data/images/1.jpg,a tree\n",
    "meta_cap.json": JSON.stringify({ "C:\\train\\more\\2.jpg": { caption: "a dog" } }),
    "images/0.jpg": await picture(0),
    "images/1.jpg": await picture(1),
    "more/2.jpg": await picture(2),
  };
  const { to, keys } = await curated(files, ["list-00000//home/u/data/images/1.jpg"]);
  expect(keys).toHaveLength(2);
  expect(readFileSync(join(to, "list.csv"), "utf8")).toBe("path,text\n/home/u/data/images/0.jpg,a barn\n");
  expect(readFileSync(join(to, "images/0.jpg"))).toEqual(await picture(0));
  expect(readFileSync(join(to, "more/2.jpg"))).toEqual(await picture(2));
  expect(existsSync(join(to, "images/1.jpg"))).toBe(false);
});

it("proves tars whose members are packed with gzip", async () => {
  const members = [0, 1].map(
    async (n) =>
      [
        [`${n}.jpg.gz`, gzipSync(await picture(n))],
        [`${n}.txt.gz`, gzipSync(`a barn ${n}`)],
      ] as const,
  );
  const { keys } = await curated({ "00000.tar": await tarOf((await Promise.all(members)).flat()) }, [
    "00000/1",
  ]);
  expect(keys).toEqual(["00000/0"]);
});

it("keeps the names of tars, which say what split they are", async () => {
  const tar = await tarOf([
    ["0.jpg", await picture(0)],
    ["0.txt", "a barn"],
  ]);
  const { to, keys } = await curated({ "test-000000.tar": tar }, []);
  expect(keys).toEqual(["test-000000/0"]);
  expect(readFileSync(join(to, "README.md"), "utf8")).toContain("split: test");
});
