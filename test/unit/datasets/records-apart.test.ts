import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openDataset } from "../../../datasets/index.ts";
import { readAll } from "../../contracts/dataset-format.ts";
import { checkFindings, curateScored, scoredRun } from "../../support/scored-run.ts";
import { folderOf, picture } from "../../support/written.ts";

const numbers = Array.from({ length: 12 }, (_, i) => String(i).padStart(4, "0"));

async function place(record: (name: string) => unknown): Promise<string> {
  const files: Record<string, string | Uint8Array> = {};
  for (const [i, name] of numbers.entries()) {
    files[`images/${name}.jpg`] = await picture(i);
    files[`annotations/${name}.json`] = JSON.stringify(record(name));
  }
  return folderOf(files);
}

describe("JSON files of an object each, called after pictures", () => {
  it.each([
    ["that name it", (name: string) => ({ image: `${name}.jpg`, caption: `View ${name}` })],
    ["that do not", (name: string) => ({ tags: `View ${name}`, train_resolution: [64, 64] })],
    [
      "as COCO's, a file each",
      (name: string) => ({
        image: { file_name: `${name}.jpg`, width: 8 },
        annotations: [{ caption: `View ${name}` }],
      }),
    ],
  ])("are one shard, and written file by file: %s", async (_, record) => {
    const uri = await place(record);
    const out = folderOf({});
    const { shards } = await openDataset(uri);
    expect(shards.map(({ name, pairs }) => [name, pairs])).toEqual([["folder-00000", 12]]);
    const run = await scoredRun(uri, join(out, "run"), (key) => key.endsWith("0003.jpg"));
    const to = join(out, "curated");
    await curateScored(run, { to });
    expect(await checkFindings(to)).toEqual([]);
    const { pairs } = await readAll(await openDataset(to));
    expect(pairs.map(({ key }) => key.slice(-8, -4))).toEqual(numbers.filter((name) => name !== "0003"));
    expect(pairs.map(({ caption, error }) => error ?? caption)).toEqual(
      numbers.filter((name) => name !== "0003").map((name) => `View ${name}`),
    );
  });

  it("are tables where they name other pictures", async () => {
    const uri = await place((name) => ({
      image: `${String(11 - Number(name)).padStart(4, "0")}.jpg`,
      caption: `View ${name}`,
    }));
    expect((await openDataset(uri)).shards).toHaveLength(12);
  });
});
