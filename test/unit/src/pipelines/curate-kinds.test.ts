import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
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

it("writes tars in a tar as its folders", async () => {
  const inner = await tarOf([
    ["0.jpg", await picture(0)],
    ["0.txt", "a barn"],
    ["1.jpg", await picture(1)],
    ["1.txt", "a tree"],
  ]);
  expect(
    (await curated({ "all.tar": await tarOf([["x/00000.tar", inner]]) }, ["all/x/00000/1"])).keys,
  ).toEqual(["00000/x/00000/0"]);
});

it("writes TensorFlow records as tars", async () => {
  const examples = [0, 1].map(async (n) => ({ key: `${n}`, jpg: await picture(n), caption: `a barn ${n}` }));
  const { keys } = await curated({ "00000.tfrecord": tfrecordOf(await Promise.all(examples)) }, ["00000/1"]);
  expect(keys).toEqual(["00000/0"]);
});
