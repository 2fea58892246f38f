import { cpSync, existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openDataset } from "../../../datasets/index.ts";
import { datasetContract, readAll } from "../../contracts/dataset-format.ts";

const fixtures = "test/fixtures/datasets";
const shared = "../shared/data";

describe.each([
  ["img2dataset", "webdataset", 4],
  ["sidecar", "webdataset", 3],
  ["tars", "webdataset", 9],
  ["tars/gnu.tar.gz", "webdataset", 2],
  ["tars/{pax,webdataset-writer}.tar", "webdataset", 5],
  ["packed", "webdataset", 10],
  ["hostile", "webdataset", 14],
  ["imagefolder-jsonl", "imagefolder", 4],
  ["imagefolder-csv", "imagefolder", 3],
  ["imagefolder-parquet", "imagefolder", 3],
  ["imagefolder-jsonl/train/metadata.jsonl", "imagefolder", 2],
  ["parquet-hub", "parquet", 4],
  ["parquet", "parquet", 11],
  ["coco", "coco", 6],
  ["coco/annotations/captions_train2014.json", "coco", 6],
  ["arrow/stream.arrow", "arrow", 6],
  ["save-to-disk", "arrow", 5],
  ["zips/pairs.zip", "folder", 3],
  ["zips/imagefolder.zip", "imagefolder", 3],
  ["tsv", "tsv", 7],
  ["folder", "folder", 3],
])("%s", (path, format, pairs) => {
  datasetContract(`${fixtures}/${path}`, { format, pairs });
});

/** What other people's tools wrote, as far as it is at hand. */
describe.skipIf(!existsSync(shared)).each([
  ["fixtures/webdataset/clip-retrieval_image{1..4}.tar", "webdataset", 11],
  ["fixtures/webdataset/croissant_PASS.*.tar", "webdataset", 8],
  ["fixtures/webdataset/webdataset_sample.tgz", "webdataset", 90],
  ["fixtures/webdataset/webdataset_compressed.tar", "webdataset", 3],
  ["fixtures/webdataset/webdataset_mpdata.tar", "webdataset", 100],
  ["fixtures/cc3m", "tsv", 15_833],
  ["fixtures/hf-imagefolder", "imagefolder", 2],
  ["fixtures/img2dataset-input", "parquet", 3],
  // Two pictures in a zip, which a table beside the captions names.
  ["fixtures/coco", "coco+jsonl", 6],
  ["pairs/docs-alt-text", "imagefolder", 200],
  ["pairs/openstax", "imagefolder", 1244],
  ["pairs/laion-urls-1000.parquet", "parquet", 1000],
])("shared %s", (path, format, pairs) => {
  it(`is ${format} with ${pairs} pairs, read without error where its images are there`, async () => {
    const dataset = await openDataset(`${shared}/${path}`);
    const read = await readAll(dataset);
    expect([dataset.format, read.pairs.length, read.troubles]).toEqual([format, pairs, []]);
    expect(new Set(read.pairs.map(({ key }) => key)).size).toBe(pairs);
    const errors = read.pairs.filter(({ error }) => error !== undefined);
    expect(errors).toHaveLength(path.includes("hf-imagefolder") ? 2 : 0);
  });
});

describe.skipIf(!existsSync(shared))("shared fixtures, closer", () => {
  it("reads gzipped captions inside a tar", async () => {
    const { pairs } = await readAll(
      await openDataset(`${shared}/fixtures/webdataset/webdataset_compressed.tar`),
    );
    for (const { caption } of pairs) expect(caption).toMatch(/\S/u);
  });

  it("finds COCO's images once they are unpacked, and only those", async () => {
    const folder = mkdtempSync(join(tmpdir(), "sluice-coco-"));
    cpSync(`${shared}/fixtures/coco/data/captions_train2014.json`, join(folder, "captions_train2014.json"));
    cpSync(`${fixtures}/coco/train2014`, join(folder, "train2014"), { recursive: true });
    const { pairs } = await readAll(await openDataset(folder));
    for (const { caption, error } of pairs) {
      expect(caption).toMatch(/^A /u);
      expect(error).toMatch(/^Cannot read image "COCO_train2014_\d+.jpg": no such file$/u);
    }
  });
});
