import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { parquetWriteBuffer } from "hyparquet-writer";
import { expect, it } from "vitest";
import { openDataset, readContent } from "../../../../datasets/index.ts";
import { harmIndex } from "../../../../src/harm/harm-index.ts";
import { readHarmList } from "../../../../src/harm/list.ts";
import { readAll } from "../../../contracts/dataset-format.ts";
import { scratchFolder } from "../../../support/run-files.ts";
import { folderOf, tarOf } from "../../../support/written.ts";

const folder = scratchFolder();
const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
const bad = "http://bad.example/2.jpg";

/** Which pairs of a dataset are on a list of these lines, by the last part of their keys. */
async function onList(source: string, ...lines: readonly string[]): Promise<readonly string[]> {
  const path = folder(`list-${Math.random()}.txt`);
  writeFileSync(path, lines.join("\n"));
  const index = harmIndex([await readHarmList(path)]);
  const { pairs } = await readAll(await openDataset(source));
  const found: string[] = [];
  for (const pair of pairs)
    if (index.exact(pair, await readContent(pair)) !== null) found.push(pair.key.split("/").at(-1) ?? "");
  return found;
}

it("finds a listed address wherever a pair's JSON says it", async () => {
  const records: readonly object[] = [
    { url: "http://good.example/0.jpg" },
    { urls: ["http://good.example/1.jpg", bad] },
    { src: { url: bad } },
    { url: ` ${bad}` },
    { exif: JSON.stringify({ more: { source: bad } }) },
    { links: `http://good.example/5.jpg, ${bad}` },
  ];
  const members = records.flatMap((record, i) => [
    [`${i}.txt`, `picture ${i}`] as const,
    [`${i}.json`, JSON.stringify(record)] as const,
  ]);
  const source = folderOf({ "t.tar": await tarOf(members) });
  expect(await onList(source, bad)).toEqual(["1", "2", "3", "4", "5"]);
});

it("finds the second address of a picture of COCO", async () => {
  const picture = { id: 7, file_name: "7.jpg", coco_url: "http://good.example/7.jpg", flickr_url: bad };
  const file = {
    images: [picture, { id: 8, file_name: "8.jpg", coco_url: "http://good.example/8.jpg" }],
    annotations: [7, 8].map((id) => ({ id, image_id: id, caption: `picture ${id}` })),
  };
  const source = folderOf({ "captions_val2017.json": JSON.stringify(file) });
  expect(await onList(source, bad)).toEqual(["7"]);
});

it("finds the digest that a table beside a tar states, where a .json says the rest", async () => {
  const digests = ["a".repeat(64), "b".repeat(64)];
  const table = parquetWriteBuffer({
    columnData: [
      { name: "key", data: ["0", "1"], type: "STRING" },
      { name: "sha256", data: digests, type: "STRING" },
    ],
  });
  const members = ["0", "1"].flatMap((key) => [
    [`${key}.txt`, `picture ${key}`] as const,
    [`${key}.json`, JSON.stringify({ key })] as const,
  ]);
  const source = folderOf({ "00000.tar": await tarOf(members), "00000.parquet": Buffer.from(table) });
  expect(await onList(source, digests[1] ?? "")).toEqual(["1"]);
});

it("hashes every member as it is stored, also what nothing decodes", async () => {
  const kinds = ["mp4", "jxl", "psd", "jpg.gz", "bin"];
  const bytesOf = (kind: string) =>
    kind === "jpg.gz" ? gzipSync(Buffer.from("picture")) : Buffer.alloc(2000, kind);
  const members = kinds.flatMap((kind, i) => [
    [`${i}.txt`, `picture ${i}`] as const,
    [`${i}.${kind}`, bytesOf(kind)] as const,
  ]);
  const source = folderOf({ "t.tar": await tarOf([...members, ["9.txt", "picture 9"]]) });
  for (const [i, kind] of kinds.entries())
    expect([kind, await onList(source, sha256(bytesOf(kind)))]).toEqual([kind, [`${i}`]]);
});

it("holds what pairs and files are called against the lists", async () => {
  const md5 = "0123456789abcdef0123456789abcdef";
  const source = folderOf({
    "t.tar": await tarOf([
      [`${md5}.txt`, "a picture"],
      ["1.txt", "another"],
    ]),
  });
  expect(await onList(source, md5)).toEqual([md5]);
});
