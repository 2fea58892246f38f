import { join } from "node:path";
import type { DatasetWriter, ShardWriter, Target } from "../writer.ts";
import { copyParquet } from "./parquet-copy.ts";
import { outsidePicture, withEnding, writePictures } from "./table-pictures.ts";

/** Rows of the source's Parquet files, with its columns, types and file names. */
export const sourceParquet: DatasetWriter = {
  id: "parquet",
  about: "the source's Parquet files with the rows that pass, their columns and types",
  numbered: false,
  needsImages: false,
  stores: () => true,
  refuses: (kept) => (kept.pair.record === undefined ? "its row could not be read" : outsidePicture(kept)),
  begin,
  files: (shards) => `${shards}.parquet`,
  globs: (file) => (file === undefined ? [] : [file]),
};

async function begin(target: Target): Promise<ShardWriter> {
  const { folder, shard, carry = [] } = target;
  const { file, source } = shard ?? {};
  // What could not be opened is a shard without a file: it has no rows, and its trouble is in the run.
  if (file === undefined || source === undefined) return nothing;
  const copy = await copyParquet(file, join(folder, source), carry);
  return {
    async write(kept) {
      const { pair, texts } = kept;
      const { row, record = {}, classes = [] } = pair;
      const classNames = classes.map(({ text }) => text).filter((text) => texts?.has(text.trim()));
      await copy.append({ row, record, classNames, ...(texts && { texts }) });
      // Hugging Face's imagefolder looks for files by their whole names.
      await writePictures(kept, target, shard?.format === "imagefolder" ? (name) => name : withEnding);
    },
    async finish() {
      await copy.finish();
      return [source];
    },
    kinds: () => [],
    stripped: copy.stripped,
    carried: copy.carried,
    abandon: copy.abandon,
  };
}

/** For a shard without rows: no file is written. */
const nothing: ShardWriter = {
  async write({ pair }) {
    throw new Error(`Cannot write "${pair.key}" as it was: wanted the file of its source, got none`);
  },
  finish: async () => [],
  kinds: () => [],
  abandon: async () => {},
};
