import { cpSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { openDataset } from "../../../datasets/index.ts";

const fixtures = join(import.meta.dirname, "../../fixtures/datasets");

/** A folder with a fixture in it, and files of other kinds beside. */
function placeOf(fixture: string, beside: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), "sluice-not-read-"));
  cpSync(join(fixtures, fixture), folder, { recursive: true });
  for (const name of beside) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), "x");
  }
  return folder;
}

async function troublesOf(fixture: string, beside: readonly string[]): Promise<readonly string[]> {
  const before = (await openDataset(placeOf(fixture, []))).troubles;
  const { troubles } = await openDataset(placeOf(fixture, beside));
  return troubles.filter((trouble) => !before.includes(trouble));
}

describe("files that a format does not read", () => {
  for (const fixture of ["folder", "imagefolder-jsonl", "tsv", "parquet", "img2dataset", "coco"])
    it(`are named beside ${fixture}`, async () => {
      const troubles = await troublesOf(fixture, ["train.tfrecord", "more/list.unknown"]);
      expect(troubles).toHaveLength(2);
      expect(troubles.join("\n")).toMatch(/more\/list\.unknown; audit it apart/u);
      expect(troubles.join("\n")).toMatch(/TensorFlow records\): train\.tfrecord/u);
    });

  it("are not its documents", async () => {
    const documents = ["README.md", "LICENSE", "sub/notes.md", "00000_stats.json", "dataset_info.json"];
    expect(await troublesOf("folder", documents)).toEqual([]);
  });

  it("are counted, and the first three named, by kind", async () => {
    const captions = [1, 2, 3, 4].map((n) => `other/${n}.caption`);
    expect(await troublesOf("folder", captions)).toEqual([
      "Cannot read 4 files beside the folder (texts): other/1.caption, other/2.caption, other/3.caption, …; audit them apart",
    ]);
  });

  it("are pictures without a caption, where something else is read", async () => {
    const troubles = await troublesOf("img2dataset", ["0.jpg", "more/1.jpg"]);
    expect(troubles).toEqual([
      "Cannot read 2 files beside the webdataset (pictures that nothing names): 0.jpg, more/1.jpg; audit them apart",
    ]);
  });

  it("are COCO's other annotations of the same pictures", async () => {
    expect((await openDataset(join(fixtures, "coco"))).troubles).toEqual([
      "Cannot read 1 file beside the coco (annotations without captions): annotations/instances_train2014.json; audit it apart",
    ]);
  });

  it("are none of a place that is read whole", async () => {
    for (const fixture of ["folder", "imagefolder-jsonl", "imagefolder-csv", "img2dataset", "tsv"])
      expect(
        (await openDataset(join(fixtures, fixture))).troubles.filter((t) => /beside the/u.test(t)),
      ).toEqual([]);
  });
});
