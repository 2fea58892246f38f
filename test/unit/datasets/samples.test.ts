import { expect, it } from "vitest";
import { isTrouble, openDataset, sampleKey } from "../../../datasets/index.ts";
import { rowOf } from "../../../src/pipelines/audit/row.ts";
import { folderOf, jpeg } from "../../support/written.ts";

const { signal } = new AbortController();

/** What names the sample of each pair, by shard, in order. */
async function samples(files: Readonly<Record<string, string | Uint8Array>>) {
  const { shards } = await openDataset(folderOf({ "images/a.jpg": await jpeg(), ...files }));
  const found: Record<string, (string | undefined)[]> = {};
  for (const shard of shards) {
    const own: (string | undefined)[] = [];
    for await (const item of shard.read(signal))
      if (!isTrouble(item)) own.push(item.sample && sampleKey(shard.name, item.sample));
    found[shard.name] = own;
  }
  return found;
}

const row = (caption: string) => ({ image: "a.jpg", caption });

it("calls a picture the same in every shard of a table, however far apart its captions stand", async () => {
  const rows = Array.from({ length: 10_001 }, (_, i) => JSON.stringify(row(`caption number ${i}`)));
  const found = await samples({ "captions.jsonl": rows.join("\n") });
  expect(Object.keys(found)).toEqual(["captions-00000", "captions-00001"]);
  expect(new Set(Object.values(found).flat())).toEqual(new Set(["/images/a.jpg"]));
});

it("calls a picture the same in COCO's shards", async () => {
  const images = [{ id: 7, file_name: "a.jpg" }];
  const annotations = Array.from({ length: 10_001 }, (_, id) => ({
    id,
    image_id: 7,
    caption: `number ${id}`,
  }));
  const found = await samples({ "captions.json": JSON.stringify({ images, annotations }) });
  expect(Object.keys(found)).toHaveLength(2);
  expect(new Set(Object.values(found).flat()).size).toBe(1);
});

it("calls a picture the same in tables side by side, and two in two splits", async () => {
  const one = JSON.stringify([row("one"), row("another")]);
  const both = await samples({ "detail_23k.json": one, "conversation_58k.json": one });
  expect(new Set(Object.values(both).flat())).toEqual(new Set(["/images/a.jpg"]));
  const apart = await samples({ "train.json": one, "test.json": one });
  expect(new Set(Object.values(apart).flat())).toEqual(new Set(["train/images/a.jpg", "test/images/a.jpg"]));
});

it("is what an audit writes of a pair", () => {
  const pair = { key: "a-00001/x", row: 0, captions: [], images: [], texts: [], words: [], unmeasured: [] };
  const measured = { captions: [], images: [], row: {}, worst: null };
  const judged = { images: true, texts: true };
  const written = rowOf(
    { shard: "a-00001", hasImages: true },
    { ...pair, sample: "images/a.jpg", source: {} } as never,
    measured as never,
    { row: {}, texts: [], worst: null } as never,
    [],
    judged,
  );
  expect(written["sample_key"]).toBe("/images/a.jpg");
});
