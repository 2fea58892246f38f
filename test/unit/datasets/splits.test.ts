import { expect, it } from "vitest";
import {
  dataFiles,
  splitFolders,
  splitOfShard,
  splitsOf,
  writers,
  writtenNames,
} from "../../../datasets/index.ts";
import { folderOf } from "../../support/written.ts";

const hub = ["data-test-00000-of-00001", "data-train-00000-of-00002", "data-train-00001-of-00002"];

it.each([
  ["test-00000", "test"],
  ["test-00000-of-00002", "test"],
  ["data-test-00000-of-00002", "test"],
  ["test-metadata-00000", "test"],
  ["00000", "train"],
  ["pre-test-00000", "test"],
  ["set-train-000000", "train"],
  ["captions_val2017-00000", "validation"],
  ["Train_GCC-training-00000", "train"],
  ["Validation_GCC-1.1.0-Validation-00000", "validation"],
  ["validation_unique-00000-of-00002", "validation_unique"],
  ["contest-00000", "contest"],
  ["trainer_photos", "train"],
])("%s is of the split %s", (shard, split) => {
  expect(splitOfShard(shard)).toBe(split);
});

it("keeps the splits of Hugging Face's files: each is written under a name that its pattern finds", () => {
  expect(splitsOf(hub)).toEqual(["test", "train"]);
  expect(writtenNames(hub)).toEqual(hub.map((name) => name.slice("data-".length)));
  const parquet = writers.find(({ id }) => id === "parquet");
  expect(
    parquet &&
      dataFiles(
        parquet,
        hub.map((name) => ({ name, files: [] })),
      ),
  ).toEqual([
    { split: "test", path: "data/test-*.parquet" },
    { split: "train", path: "data/train-*.parquet" },
  ]);
});

it("tells splits by the folders of pictures that a table above them names, where nothing else says one", async () => {
  const folder = folderOf({
    "metadata.csv": "file_name,text\n",
    "a [1]/train/0.jpg": "0",
    "a [1]/test2017/deep/1.jpg": "1",
    "a [1]/contest/2.jpg": "2",
    ".hidden/val/3.jpg": "3",
  });
  const metadata = writers.find(({ id }) => id === "imagefolder");
  const written = (name: string) => [{ name, files: ["metadata.csv"] }];
  const folders = await splitFolders(folder);
  expect(
    metadata && dataFiles({ ...metadata, globs: () => ["**/*.jpg"] }, written("metadata-00000"), folders),
  ).toEqual([
    { split: "test", path: ["a [[]1]/test2017/**"] },
    { split: "train", path: ["a [[]1]/train/**", "a [[]1]/contest/*"] },
  ]);
  expect(
    metadata && dataFiles({ ...metadata, globs: () => ["**/*.jpg"] }, written("val-00000"), folders),
  ).toEqual([{ split: "val", path: ["**/*.jpg"] }]);
  // Files of another kind beside them stay.
  const globs = (file = "") => (file.endsWith(".csv") ? ["**/*.jpg"] : [file]);
  const both = [...written("metadata-00000"), { name: "b", files: ["b.parquet"] }];
  expect(metadata && dataFiles({ ...metadata, globs }, both, new Map([["test", ["test/**"]]]))).toEqual([
    { split: "test", path: ["test/**"] },
    { split: "train", path: ["b.parquet"] },
  ]);
});

it.each([
  [
    ["set-train-000000", "set-val-000000"],
    ["train", "validation"],
    ["train-set-train-000000", "validation-set-val-000000"],
  ],
  [
    ["validation_unique-00000-of-00001", "test_unique-00000-of-00001"],
    ["validation_unique", "test_unique"],
    ["validation_unique-00000-of-00001", "test_unique-00000-of-00001"],
  ],
  [["captions_val2017-00000"], ["validation"], ["captions_val2017-00000"]],
  [["a-00000", "b-00000"], ["train"], ["a-00000", "b-00000"]],
  [["00000", "test-00000"], ["train"], ["00000", "test-00000"]],
])("of %j the splits are %j", (shards, splits, written) => {
  expect(splitsOf(shards)).toEqual(splits);
  expect(writtenNames(shards)).toEqual(written);
});

it("gives no two shards the same name, and leaves names that say no split", () => {
  expect(writtenNames(["train-0", "data-train-0", "test-0"])).toEqual(["train-0", "train-0-1", "test-0"]);
  expect(writtenNames(["data-part-0", "data-part-1"])).toEqual(["data-part-0", "data-part-1"]);
});
